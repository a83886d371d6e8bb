import type { Soak } from "../src/contract.ts";
import { runSoak } from "../src/run-soak.ts";

/** Runs some seeds of a soak as `npm run soak -- NAME …` does; its exit code and what it wrote. */
export async function soakSlice(name: string, soak: Soak, words: readonly string[]) {
  const lines: string[] = [];
  const code = await runSoak([name, ...words], {
    soaks: { names: async () => [name], load: async () => soak },
    write: (line) => lines.push(line),
    nowMs: () => performance.now(),
    signal: new AbortController().signal,
  });
  return { code, lines };
}
