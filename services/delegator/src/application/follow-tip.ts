import type { Audit } from "./audit.ts";
import { Auditor } from "./auditor.ts";
import { TipFollower, type TipLook, type TipOptions, type TipPorts } from "./tip-follower.ts";
import { mergeHints, type TipHint, type Wakeups } from "./wakeups.ts";

export type FollowPorts = TipPorts & {
  readonly wakeups: Wakeups;
  readonly audit: Audit;
  /** Whether the upstream has counted its rows anew. */
  readonly isRenumbered: (signal: AbortSignal) => Promise<boolean>;
};

export type FollowOptions = TipOptions & { readonly auditMs: number };

/** After a hint the answers may come from a replica that is a moment late: asked again after so long, then twice that. */
const LAG_MS_MIN = 100;
const LAG_LOOKS_MAX = 6;

/**
 * Follows the chain and audits from time to time: a look whenever something is heard and at every poll. One request a
 * look, and a second one for the count when the final level has moved. Returns when the upstream has numbered its rows
 * anew, so that the history has to be loaded anew.
 */
export async function followTip(
  ports: FollowPorts,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<"renumbered"> {
  const { wakeups } = ports;
  const follower = await TipFollower.open(ports, options);
  const lag = new Lag(options.pollMs);
  await using auditor = new Auditor({ ...ports, everyMs: options.auditMs });
  let hint: TipHint = {};
  for (;;) {
    signal.throwIfAborted();
    if (auditor.isRenumbered) return "renumbered";
    const look = await follower.look(hint, signal);
    if (look.isDiverging) {
      if (await ports.isRenumbered(signal)) return "renumbered";
      await follower.stop();
    }
    if (look.isBehind) {
      hint = {};
      continue;
    }
    auditor.turn();
    const { waitMs, pending } = lag.after(look, hint);
    hint = mergeHints(pending, await wakeups.next(waitMs, signal));
  }
}

/** How long to wait for the next look: not for a whole poll while answers are in doubt or behind what was heard. */
class Lag {
  readonly #pollMs: number;
  #looks = 0;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  after(look: TipLook, hint: TipHint): { readonly waitMs: number; readonly pending: TipHint } {
    const { head = 0 } = hint;
    const isLate = (head > look.head || !look.isSettled) && this.#looks < LAG_LOOKS_MAX;
    if (!isLate) {
      this.#looks = 0;
      return { waitMs: this.#pollMs, pending: {} };
    }
    const waitMs = Math.min(this.#pollMs, LAG_MS_MIN * 2 ** this.#looks);
    this.#looks += 1;
    return { waitMs, pending: { head } };
  }
}
