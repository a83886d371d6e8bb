import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { runToEnd, type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { ROOT } from "../src/repository.ts";
import { runCommand } from "../src/run-command.ts";

/** Does what a tutorial says, in a folder of its own below the repository, where packages are found. */
export type TutorialReader = AsyncDisposable & {
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Carries out a command; returns what it prints. Throws `CommandFailed` if it fails, or is none that it knows. */
  run(command: string): Promise<string>;
};

/** A command of a tutorial that does not do what the tutorial promises. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly code = "command_failed";
}

/** Where the service of the tutorial listens, as its reader sees it. */
const HOST = "localhost:8085";
const CHECK_MS_MAX = 120_000;

/** Opens the reader. Its programs find their database by the environment that they are given. */
export async function tutorialReader(
  environment: Readonly<Record<string, string>>,
): Promise<TutorialReader> {
  await mkdir(join(ROOT, ".vitest"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".vitest", "tutorial-"));
  const place: Place = { folder, environment, service: undefined };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(ROOT, "tsconfig.json"), include: ["services"] }),
  );
  return {
    async write(path, text) {
      // Editors make the folder of a new file. A file is written once: a tutorial that changes one would have to say how.
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { flag: "wx" });
    },
    read: (path) => readFile(join(folder, path), "utf8"),
    async run(command) {
      for (const [pattern, carryOut] of COMMANDS) {
        const groups = pattern.exec(command)?.groups;
        if (groups !== undefined) return carryOut(place, groups);
      }
      throw new CommandFailed(`the tutorial says "${command}", which this test does not know`);
    },
    async [Symbol.asyncDispose]() {
      await place.service?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

type Place = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  service: ServiceProcess | undefined;
};
type Groups = Readonly<Record<string, string | undefined>>;
type CarryOut = (place: Place, groups: Groups) => Promise<string>;

/** The commands of tutorials, and what stands for them here: the same tools, in the folder. */
const COMMANDS: readonly (readonly [RegExp, CarryOut])[] = [
  [/^mkdir -p (?<paths>.+)$/, makeFolders],
  [/^rm -r (?<path>\S+)$/, removeFolder],
  [/^npx node (?<path>\S+)$/, runProgram],
  [/^(?<name>npm run behaviour)$/, writePages],
  [/^(?<name>npm run check)$/, check],
  [/^npm start -w (?<path>\S+)$/, startService],
  [/^curl (?<words>.+)$/, ask],
];

async function makeFolders({ folder }: Place, { paths = "" }: Groups): Promise<string> {
  for (const path of paths.split(" ")) await mkdir(join(folder, path), { recursive: true });
  return "";
}

async function removeFolder({ folder }: Place, { path = "" }: Groups): Promise<string> {
  await rm(join(folder, path), { recursive: true });
  return "";
}

async function runProgram({ folder, environment }: Place, { path = "" }: Groups): Promise<string> {
  const entry = pathToFileURL(join(folder, path));
  const { code, stdout, stderr } = await runToEnd({ entry, env: environment });
  if (code !== 0) throw new CommandFailed(`${path} ended with ${code}: ${stderr}`);
  return stdout.trimEnd();
}

/** As `npm run behaviour` does, but for the tests of the folder alone. */
async function writePages({ folder }: Place): Promise<string> {
  return tool("vitest", ["run", "--root", folder, "--update"]);
}

/** What `npm run check` finds in files alone; that the house rules hold is tested where these are. */
async function check({ folder }: Place): Promise<string> {
  const names = await readdir(join(folder, "services"), { recursive: true });
  const files = names.filter((name) => /\.(ts|json)$/.test(name));
  const paths = files.map((name) => join(folder, "services", name));
  const code = paths.filter((path) => path.endsWith(".ts"));
  const outputs = [
    await tool("tsc", ["-p", folder, "--pretty", "false"]),
    await tool("oxlint", ["--type-aware", "--no-ignore", ...code]),
    await tool("oxfmt", ["--check", ...paths]),
  ];
  return outputs.join("");
}

async function tool(name: string, words: readonly string[]): Promise<string> {
  const { signal } = new AbortController();
  const options = { limitMs: CHECK_MS_MAX, signal, environment: { CI: "1" } };
  const { isClean, output } = await runCommand({ tool: name, words }, options);
  if (!isClean) throw new CommandFailed(`${name} ${words.join(" ")}\n${output}`);
  return output;
}

async function startService(place: Place, { path = "" }: Groups): Promise<string> {
  const lines: string[] = [];
  place.service = await startServiceProcess({
    entry: pathToFileURL(join(place.folder, path, "src/main.ts")),
    env: { ...place.environment, HTTP_PORT: "0" },
    onLine: (line) => lines.push(line),
  });
  const told = lines.find((line) => line.includes('"listening"')) ?? lines.join("\n");
  return told.replace(new URL(place.service.url).host, HOST);
}

const WORD = /'(?<quoted>[^']*)'|(?<bare>\S+)/g;

/** A request of curl: `-X METHOD`, `-H 'name: value'`, `-d BODY`, and where to. */
async function ask({ service }: Place, { words = "" }: Groups): Promise<string> {
  const args = [...words.matchAll(WORD)].map(([word, quoted]) => quoted ?? word);
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CURL });
  const [target = ""] = positionals;
  if (service === undefined || !target.startsWith(HOST)) {
    throw new CommandFailed(`curl ${words}: nobody listens there`);
  }
  const answer = await fetch(`${service.url}${target.slice(HOST.length)}`, {
    method: values.request ?? "GET",
    headers: (values.header ?? []).map(headerOf),
    ...(values.data !== undefined && { body: values.data }),
  });
  return answer.text();
}

const CURL = {
  request: { type: "string", short: "X" },
  header: { type: "string", short: "H", multiple: true },
  data: { type: "string", short: "d" },
} as const;

function headerOf(text: string): [string, string] {
  const at = text.indexOf(": ");
  return [text.slice(0, at), text.slice(at + 2)];
}
