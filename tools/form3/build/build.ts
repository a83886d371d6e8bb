import { join } from "node:path";

import { buildPackage } from "./build-package.ts";

const folder = join(import.meta.dirname, "../dist");
await buildPackage(folder);
process.stdout.write(`${folder}: npm pack or npm publish it\n`);
