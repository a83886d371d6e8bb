import type { Clock } from "../../application/clock.ts";
import type { Tell } from "../../application/sync-fact.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

/** A proxy that restarts answers 404 for a moment; whoever refuses three times over three seconds means it. */
const REFUSALS_TO_BELIEVE = 3;
const REST_MIN_MS = 1_000;
const REST_MAX_MS = 30_000;

export type PatientCountOptions = { readonly clock: Clock; readonly tell: Tell };

/** What one request for a count is: the path, for the log, and the asking. */
export type CountRequest = { readonly path: string; readonly ask: () => Promise<number> };

/**
 * Tells an upstream that does not count from one that refused by mistake. Without counts a missing row goes unnoticed,
 * so an upstream that has counted once is asked until it counts again.
 */
export class PatientCount {
  readonly #options: PatientCountOptions;
  #belief: "unknown" | "counts" | "does not count" = "unknown";

  constructor(options: PatientCountOptions) {
    this.#options = options;
  }

  /** The count; undefined where the upstream is believed not to count. */
  async of(request: CountRequest, signal: AbortSignal): Promise<number | undefined> {
    for (let refusals = 1; ; refusals += 1) {
      const answer = await answerOrRefusal(request);
      if (!(answer instanceof UpstreamRefusal)) {
        this.#belief = "counts";
        return answer;
      }
      if (this.#isBelievable(refusals)) {
        this.#belief = "does not count";
        return undefined;
      }
      await this.#rest(answer, { path: request.path, refusals }, signal);
    }
  }

  #isBelievable(refusals: number): boolean {
    if (this.#belief === "counts") return false;
    return this.#belief === "does not count" || refusals >= REFUSALS_TO_BELIEVE;
  }

  async #rest(
    refusal: UpstreamRefusal,
    { path, refusals }: { readonly path: string; readonly refusals: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, tell } = this.#options;
    const restMs = Math.min(REST_MAX_MS, REST_MIN_MS * 2 ** (refusals - 1));
    tell({ type: "UpstreamFailed", path, reason: refusal.message, restMs });
    await clock.sleep(restMs, signal);
  }
}

async function answerOrRefusal({ ask }: CountRequest): Promise<number | UpstreamRefusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UpstreamRefusal) return error;
    throw error;
  }
}
