/** The environment as it was found, with additions: what a child process of a script starts with. */
export function inheritedEnvironment(additions: Readonly<Record<string, string>> = {}) {
  return { ...process.env, ...additions };
}
