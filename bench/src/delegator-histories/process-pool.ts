import { setTimeout as sleep } from "node:timers/promises";

import { HistoryProcess } from "./history-process.ts";

/** A process nobody has asked anything for so long is not needed any more. */
const IDLE_MS_MAX = 2_000;

/** Processes that live through histories: as many as are busy at a time. */
export class ProcessPool {
  readonly #idle: HistoryProcess[] = [];

  /** Lends a process for the time of `work`; one in which `work` failed is not lent again. */
  async with<T>(work: (process: HistoryProcess) => Promise<T>): Promise<T> {
    const lent = this.#idle.pop() ?? new HistoryProcess();
    let isSound = false;
    try {
      const result = await work(lent);
      isSound = true;
      return result;
    } finally {
      if (isSound) this.#keep(lent);
      else lent.end();
    }
  }

  async #endIdle(process: HistoryProcess): Promise<void> {
    await sleep(IDLE_MS_MAX);
    const at = this.#idle.indexOf(process);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    process.end();
  }

  #keep(process: HistoryProcess): void {
    this.#idle.push(process);
    void this.#endIdle(process);
  }
}
