/** What a service gets of our own environment: enough to run, nothing that configures it. NODE_V8_COVERAGE measures it. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, NODE_V8_COVERAGE } = process.env;
  return { PATH, HOME, ...(NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE }) };
}
