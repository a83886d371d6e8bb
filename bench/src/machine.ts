import { execFileSync } from "node:child_process";
import { cpus, platform, release, totalmem } from "node:os";

const GIT_LIMIT_MS = 5000;
const GIBIBYTE = 1024 ** 3;

/** What a figure needs beside it to be compared with another: machine, date, commit, Node. */
export function machineLines(now: Date): readonly string[] {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const memory = (totalmem() / GIBIBYTE).toFixed(1);
  return [
    `machine ${processors.length} × ${model}, ${memory} GiB, ${platform()} ${release()}`,
    `date    ${now.toISOString()}`,
    `commit  ${commit()}`,
    `node    ${process.versions.node}`,
  ];
}

/** "unknown" outside a clone: an unpacked archive has figures too. */
function commit(): string {
  try {
    const head = git("rev-parse", "--short=12", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no") === ""
      ? head
      : `${head} with changes`;
  } catch {
    return "unknown";
  }
}

function git(...words: readonly string[]): string {
  const options = { cwd: import.meta.dirname, encoding: "utf8", timeout: GIT_LIMIT_MS } as const;
  // A checkout of another user is refused unless it is said to be safe; this reads its commit only.
  return execFileSync("git", ["-c", "safe.directory=*", ...words], {
    ...options,
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
