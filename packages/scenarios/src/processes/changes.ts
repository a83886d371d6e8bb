import { ScenarioFailed } from "../scenario-failed.ts";
import type { ProcessStores } from "./process-stores.ts";

/** Waits for what other loops bring about, and fails as they do. */
export class Changes {
  readonly #stores: Pick<ProcessStores<unknown>, "sleep" | "timeoutMs">;
  #next = Promise.withResolvers<void>();
  #failure: ScenarioFailed | undefined;
  #isClosed = false;

  constructor(stores: Pick<ProcessStores<unknown>, "sleep" | "timeoutMs">) {
    this.#stores = stores;
  }

  /** Something may have changed. */
  ring(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Something broke: whoever waits is told. The first failure counts, and none after the end. */
  fail(where: string, cause: unknown): void {
    if (this.#isClosed) return;
    const mistakes =
      cause instanceof ScenarioFailed ? cause.mistakes : [`${where} breaks: ${String(cause)}`];
    this.#failure ??= new ScenarioFailed(mistakes, { cause });
    this.ring();
  }

  /** Nothing counts any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Waits until it is so; throws `ScenarioFailed` if something breaks, or if it takes too long. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const { sleep, timeoutMs } = this.#stores;
    const over = new AbortController();
    const late = sleep(timeoutMs, over.signal).then(
      () => "late" as const,
      () => "over" as const,
    );
    try {
      for (;;) {
        const { promise: next } = this.#next;
        if (this.#failure !== undefined) throw this.#failure;
        if (await isSo()) return;
        if ((await Promise.race([next, late])) === "late") {
          throw new ScenarioFailed([`waited in vain until ${what}`]);
        }
      }
    } finally {
      over.abort();
    }
  }
}
