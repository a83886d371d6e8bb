// Runs before the first TypeScript file, so that an old Node meets a sentence instead of a syntax error.
// Type stripping is stable from 24.12 on: https://nodejs.org/docs/latest-v24.x/api/typescript.html
import * as nodeModule from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `Holdfast needs Node 24.12 or newer, but this is ${process.versions.node} (${process.execPath}): ` +
      "start it through npm (npm run …, npm start -w …), which brings Node 24 along, or install Node 24.\n",
  );
  process.exit(1);
}
// The second start of a service takes half the time of the first.
nodeModule.enableCompileCache();
await import("./use-bundled-modules.mjs");
