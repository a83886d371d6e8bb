#!/usr/bin/env node
// Plain JavaScript, so that Node loads its type stripper (75 ms and 17 MB of WebAssembly) for the first run only: from
// the second on, all modules come stripped from the compile cache.
import nodeModule from "node:module";

if (process.features.typescript === undefined || process.features.typescript === false) {
  process.stderr.write(`favkit needs Node 24 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
nodeModule.enableCompileCache();
const { run } = await import("../src/run.ts");
process.exitCode = await run(process.argv.slice(2));
