import type { Due, FindDue } from "./due.ts";
import type { LedgerDoor, LedgerOutcome, LedgerRequest } from "./ledger-request.ts";

/** What is ended with. */
export type ExpiryParts = {
  readonly find: FindDue;
  readonly door: LedgerDoor;
  /** At a time; 100. */
  readonly pageMax?: number;
  /** Told of each that has ended, and when its time was over. */
  readonly onReleased: (due: Due) => void;
  /** Told of each that has not: somebody else has ended it, or the database's clock is behind. */
  readonly onRefused: (due: Due, code: string) => void;
};

/** The command that tells an end, the same for everybody who tells it. Each attempt has ids of its own. */
export type Expiry = (due: Due, attempt: number) => Omit<LedgerRequest, "tenant">;

const PAGE_MAX = 100;
/** Whoever has taken an id that was to be used here has to take as many. */
const ATTEMPTS_MAX = 5;

/**
 * Ends everything whose time is over, in the order in which that happened. Others may do the same at the same time: all
 * of them say it by the same command. Throws what the door throws; nothing is lost then.
 */
export async function expireDue(
  parts: ExpiryParts,
  expiry: Expiry,
  signal: AbortSignal,
): Promise<void> {
  const { find, pageMax = PAGE_MAX } = parts;
  for (let after: Due | undefined; !signal.aborted;) {
    const page = await find({ limit: pageMax, ...(after !== undefined && { after }) });
    await Promise.all(page.map((due) => end(parts, expiry, due)));
    after = page.at(-1);
    if (page.length < pageMax) return;
  }
}

async function end(
  { door, onReleased, onRefused }: ExpiryParts,
  expiry: Expiry,
  due: Due,
): Promise<void> {
  let code: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    code = refusedWith(await door.execute({ tenant: due.tenant, ...expiry(due, attempt) }));
    if (code?.startsWith("exists_with_different_") !== true) break;
  }
  if (code === undefined) onReleased(due);
  else onRefused(due, code);
}

function refusedWith(outcome: LedgerOutcome): string | undefined {
  if (outcome.status === "refused") return outcome.refusal.code;
  return outcome.status === "done" ? undefined : outcome.status;
}
