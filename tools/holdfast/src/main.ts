#!/usr/bin/env node
import { once } from "node:events";

import { EXIT } from "./cli/exit-code.ts";
import { runCli } from "./cli/run-cli.ts";
import { COMMANDS } from "./commands.ts";
import { environment } from "./config.ts";

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

let isReaderGone = false;
process.stdout.on("error", (error) => {
  // `holdfast tail | head` has seen enough.
  isReaderGone = "code" in error && error.code === "EPIPE";
  stopping.abort(error);
});

const code = await runCli(process.argv.slice(2), {
  commands: COMMANDS,
  env: environment(),
  async write(lines) {
    if (lines.length === 0 || process.stdout.write(`${lines.join("\n")}\n`)) return;
    await once(process.stdout, "drain", { signal: stopping.signal });
  },
  complain: (line) => {
    if (!isReaderGone) process.stderr.write(`${line}\n`);
  },
  signal: stopping.signal,
});
// What was found stays found, though nobody reads on.
process.exitCode = isReaderGone && code === EXIT.interrupted ? EXIT.fine : code;
