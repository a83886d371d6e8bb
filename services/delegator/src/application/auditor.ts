import { type Audit, RENUMBERED } from "./audit.ts";
import type { Clock } from "./clock.ts";
import type { Tell } from "./sync-fact.ts";

export type AuditorOptions = {
  readonly audit: Audit;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly everyMs: number;
};

/**
 * Audits from time to time, beside the looks at the tip: an audit asks some thirty questions, and no delegation waits
 * for them. One that cannot be finished is told and made anew when the next is due.
 */
export class Auditor implements AsyncDisposable {
  readonly #options: AuditorOptions;
  readonly #stop = new AbortController();
  #due: number;
  #running: Promise<void> | undefined;
  #isRenumbered = false;

  constructor(options: AuditorOptions) {
    this.#options = options;
    this.#due = options.clock.monotonic();
  }

  /** Whether an audit has found that the upstream numbered its rows anew. */
  get isRenumbered(): boolean {
    return this.#isRenumbered;
  }

  /** Begins an audit when one is due and none is under way. */
  turn(): void {
    const { clock, everyMs } = this.#options;
    if (this.#running !== undefined || clock.monotonic() < this.#due) return;
    this.#due = clock.monotonic() + everyMs;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { audit, tell } = this.#options;
    try {
      const { findings } = await audit(this.#stop.signal);
      this.#isRenumbered ||= findings.includes(RENUMBERED);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#stop.signal.aborted) tell({ type: "AuditInterrupted", reason });
    }
    this.#running = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
