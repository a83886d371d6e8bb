import type { DueHold, FindDueHolds } from "./due-holds.ts";
import type { LedgerDoor, LedgerOutcome } from "./ledger-request.ts";
import { namedUuid } from "./named-uuid.ts";

/** What holds are released with. */
export type ExpireHoldsParts = {
  readonly find: FindDueHolds;
  readonly door: LedgerDoor;
  /** Holds at a time; 100. */
  readonly pageMax?: number;
  /** Told of each hold that was released, and when its time was over. */
  readonly onReleased: (hold: DueHold) => void;
  /** Told of each that was not: somebody else has ended it, or the database's clock is behind. */
  readonly onRefused: (hold: DueHold, code: string) => void;
};

const PAGE_MAX = 100;

/**
 * Releases every hold whose time is over, in the order in which that happened. Others may do the same at the same time:
 * a hold is released once, by a transfer whose id is made of the hold's. Throws what the door throws; nothing is lost then.
 */
export async function expireHolds(parts: ExpireHoldsParts, signal: AbortSignal): Promise<void> {
  const { find, pageMax = PAGE_MAX } = parts;
  for (let after: DueHold | undefined; !signal.aborted;) {
    const holds = await find({ limit: pageMax, ...(after !== undefined && { after }) });
    await Promise.all(holds.map((hold) => release(parts, hold)));
    after = holds.at(-1);
    if (holds.length < pageMax) return;
  }
}

async function release(
  { door, onReleased, onRefused }: ExpireHoldsParts,
  hold: DueHold,
): Promise<void> {
  const { tenant, id } = hold;
  const outcome = await door.execute({
    tenant,
    commandId: `expire:${id}`,
    command: {
      type: "PostTransfers",
      isAtomic: false,
      items: [{ kind: "expire_hold", id: namedUuid(id, "expire"), hold: id }],
    },
    meta: { action: "transfer.expire" },
  });
  const code = refusedWith(outcome);
  if (code === undefined) onReleased(hold);
  else onRefused(hold, code);
}

function refusedWith(outcome: LedgerOutcome): string | undefined {
  if (outcome.status === "refused") return outcome.refusal.code;
  return outcome.status === "done" ? undefined : outcome.status;
}
