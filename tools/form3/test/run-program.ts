import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a program ended, and what it said. */
export type Ended = { readonly code: unknown; readonly out: string; readonly err: string };

/** Runs a program to its end, with nothing of our environment but what is given. */
export async function runProgram(
  words: readonly string[],
  { env = {}, node = process.execPath, cwd }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(node, words, { env, ...(cwd === undefined ? {} : { cwd }) });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const [code] = await once(child, "close");
  return { code, ...said };
}

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
  readonly cwd?: string;
};
