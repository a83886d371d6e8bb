import type { Soak } from "../contract.ts";
import { simulate } from "../kernel-simulation/simulation.ts";
import { SoakFailure } from "../soak-failure.ts";

const OPERATIONS = 1_000;
const TOLD_MAX = 10;

/** The kernel in memory, in a time and on a network that follow from the seed, looked at after every step. */
export const soak: Soak = {
  title:
    "kernel-simulation: lost, late and repeated messages, deaths, jumping clocks: L1 to L11 hold at every step",
  parallel: 1,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const { found, trace, events, steps, virtualMs } = await simulate(seed, OPERATIONS);
    note(`${events} events, ${steps} steps, ${Math.round(virtualMs / 1_000)} s, trace ${trace}`);
    if (found.length > 0) throw new SoakFailure(found.slice(0, TOLD_MAX).join("\n  "));
  },
};
