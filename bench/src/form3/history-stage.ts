import { Form3 } from "@holdfast/form3";
import {
  Bank,
  inProcessFetch,
  randomFrom,
  VirtualTime,
  type Commit,
  type Random,
} from "@holdfast/standin-bank";

import { drawFaults } from "./history-faults.ts";

const START_MS = Date.UTC(2026, 0, 1);
/** Longer than any answer can be late. */
const QUIET_MS = 600_000;

/** A bank under faults, in a time of its own, with the log of all it has done. */
export class HistoryStage {
  readonly random: Random;
  readonly bank: Bank;
  readonly commits: Commit[] = [];
  readonly time = new VirtualTime(START_MS);
  #ids = 0;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.bank = new Bank({
      profile: this.random() < 0.5 ? "2020" : "2023",
      patch: true,
      clock: () => this.time.nowMs,
      faults: drawFaults(seed, this.random),
      onCommit: (commit) => this.commits.push(commit),
    });
  }

  /** A client of its own budget; on its way to the bank a request takes a while. */
  client(): Form3 {
    const { time, random, bank } = this;
    const send = inProcessFetch(bank, (ms) => time.sleep(ms));
    return new Form3({
      baseUrl: "http://bank.test",
      // Histories are about what retries do, not about who may make how many.
      retryBudget: { ratio: 1, burst: 1000 },
      maxRetries: 6,
      totalTimeoutMs: 120_000,
      async fetch(url, init) {
        await time.sleep(Math.floor(random() * 50));
        return send(url, init);
      },
      runtime: {
        nowMs: () => time.nowMs,
        random,
        newId: () => this.newId(),
        after: (ms, callback) => time.after(ms, callback),
      },
    });
  }

  newId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${`${this.#ids}`.padStart(12, "0")}`;
  }

  /** Ends the faults and waits until nothing is under way any more. */
  async comeToRest(): Promise<void> {
    this.bank.faults.follow({ faults: [] });
    await this.time.sleep(QUIET_MS);
  }
}
