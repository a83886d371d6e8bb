import type { Soak } from "../contract.ts";
import { HistoryProcess } from "../delegator-histories/history-process.ts";
import { LendingPool } from "../lending-pool.ts";
import { SoakFailure } from "../soak-failure.ts";

const pool = new LendingPool({
  start: () => new HistoryProcess(),
  end: (process) => process.end(),
});

/** Faults of the upstream, reorgs of every kind, death at any statement: no wrong row and no wrong change in the end. */
export const soak: Soak = {
  title:
    "delegator: any fault plan, reorg and death at any statement end in a mirror equal to the chain",
  parallel: 2,
  async run(seed, report) {
    const { failure, notes } = await pool.with((process) => process.live(seed));
    for (const note of notes) report.note(note);
    if (failure !== undefined) throw new SoakFailure(failure);
  },
};
