import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { BadArguments } from "../bad-arguments.ts";
import type { Bench } from "../contract.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, pairedRuns } from "../paired-runs.ts";
import { median } from "../statistics.ts";
import { undecided } from "../undecided.ts";

const PROGRAM = fileURLToPath(new URL("../../../tools/favkit/bin/favkit.mjs", import.meta.url));
const ITEMS = 30;
const PAIRS = { usual: 20, quick: 3 };
const BYTES_PER_KB = 1024;
/** Tells the most memory that a process had, in kilobytes, when it ends. */
const TELL_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`${process.resourceUsage().maxRSS}`))';

/** How long a person waits for a list, against a Node that does nothing. */
export const bench: Bench = {
  title: `favkit: list of ${ITEMS} items in a file, against node -e 0`,
  async run(report, { quick }) {
    const folder = await mkdtemp(join(tmpdir(), "favkit-start-"));
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => rm(folder, { recursive: true }));
    const file = join(folder, "com.apple.LSSharedFileList.FavoriteItems.sfl4");
    const expected = await fill(file, folder);
    const list = [PROGRAM, "list", "--file", file];
    report.note(loadNote());
    report.progress("comparing what is listed, which fills the compile cache too");
    const { stdout } = await start(list);
    if (stdout !== expected) throw new BadArguments(`the list is not what was written: ${stdout}`);
    report.progress("starting both in turn");
    const pairs = await pairedRuns(quick ? PAIRS.quick : PAIRS.usual, {
      ours: () => timed(list),
      theirs: () => timed(["-e", "0"]),
    });
    const memory = await pairedRuns(3, {
      ours: () => memoryMb(list),
      theirs: () => memoryMb(["-e", "0"]),
    });
    const figures = {
      listMs: median(pairs.map(({ ours }) => ours)),
      nodeMs: median(pairs.map(({ theirs }) => theirs)),
      listMb: median(memory.map(({ ours }) => ours)),
      nodeMb: median(memory.map(({ theirs }) => theirs)),
    };
    report.table(
      ["process", "ms", "MB"],
      [
        ["favkit list", figures.listMs.toFixed(1), figures.listMb.toFixed(1)],
        ["node -e 0", figures.nodeMs.toFixed(1), figures.nodeMb.toFixed(1)],
      ],
    );
    const musts = [
      must("list to node -e 0, wall time", medianRatio(pairs), "<=", 3),
      must("list to node -e 0, most resident memory", medianRatio(memory), "<=", 1.5),
    ];
    return { figures, musts: quick ? musts.map(undecided) : musts };
  },
};

/** Lets favkit write the list, and gives what listing it has to print. */
async function fill(file: string, folder: string): Promise<string> {
  const paths = Array.from({ length: ITEMS }, (_, at) => `/Users/somebody/Projects/Folder ${at}`);
  const manifest = join(folder, "manifest.json");
  await writeFile(manifest, JSON.stringify(paths));
  const state = join(folder, "state");
  await start([PROGRAM, "apply", manifest, "--force", "--file", file, "--state", state]);
  return paths.map((path) => `${path.slice(path.lastIndexOf("/") + 1)} -> ${path}\n`).join("");
}

async function timed(argv: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await start(argv);
  return performance.now() - startMs;
}

async function memoryMb(argv: readonly string[]): Promise<number> {
  const { stderr } = await start(["--import", TELL_MEMORY, ...argv]);
  return Number(stderr) / BYTES_PER_KB;
}

async function start(argv: readonly string[]) {
  return promisify(execFile)(process.execPath, [...argv]);
}
