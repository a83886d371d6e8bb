import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a service gets of our own environment: enough to run, nothing that configures it. It starts with compiled code
 * kept from earlier starts, as under `npm start`, unless its coverage is measured.
 */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, NODE_V8_COVERAGE } = process.env;
  return NODE_V8_COVERAGE === undefined
    ? { PATH, HOME, NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") }
    : { PATH, HOME, NODE_V8_COVERAGE };
}
