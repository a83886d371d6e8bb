import type { Account, Limit } from "../../src/domain/account.ts";
import { execute } from "../../src/domain/execute.ts";
import type { OpenAccount } from "../../src/domain/ledger-command.ts";
import type { LedgerEvent } from "../../src/domain/ledger-event.ts";
import type { LedgerRefusal } from "../../src/domain/ledger-refusal.ts";
import type { LedgerState } from "../../src/domain/ledger-state.ts";

/** An account as TigerBeetle is asked for it. */
export type TableAccount = {
  readonly id: string;
  readonly flags?: readonly Exclude<Limit, "none">[];
  readonly ledger?: number;
  readonly code?: number;
  /** Something has been moved on it before, which nobody may say of a new account. */
  readonly creditsPosted?: bigint;
};

/** What becomes of an account, in TigerBeetle's names. */
export type AccountStatus =
  | "created"
  | "exists"
  | "id_must_not_be_zero"
  | "id_must_not_be_int_max"
  | `exists_with_different_${"flags" | "ledger" | "code"}`
  | "flags_are_mutually_exclusive"
  | "credits_posted_must_be_zero"
  | "ledger_must_not_be_zero"
  | "code_must_not_be_zero";

type Created = { readonly status: AccountStatus; readonly events: readonly LedgerEvent[] };

/** Opens an account by the domain, and tells in TigerBeetle's names what has become of it. */
export function createAccount(
  state: LedgerState,
  { id, account }: { readonly id: string; readonly account: TableAccount },
  now: string,
): Created {
  const { flags = [], ledger = 1, code = 1 } = account;
  const command: OpenAccount = {
    type: "OpenAccount",
    account: id,
    ledger: String(ledger),
    code,
    normalSide: "credit",
    limit: flags[0] ?? "none",
    minAvailable: 0n,
  };
  const known = state.account(id);
  const mistake = known === undefined && !isReserved(account) ? mistakeOf(account) : undefined;
  if (mistake !== undefined) return { status: mistake, events: [] };
  const { events, refusal } = execute(state, command, now);
  if (refusal !== undefined) return { status: statusOf(refusal, command, known), events: [] };
  return { status: events.length === 0 ? "exists" : "created", events };
}

function isReserved({ id }: TableAccount): boolean {
  return id === "0" || id === "max";
}

/** What no command of the domain can say: it has one limit, begins with nothing, and its ledger and code are something. */
function mistakeOf(account: TableAccount): AccountStatus | undefined {
  const { flags = [], ledger = 1, code = 1, creditsPosted = 0n } = account;
  if (flags.length > 1) return "flags_are_mutually_exclusive";
  if (creditsPosted > 0n) return "credits_posted_must_be_zero";
  if (ledger === 0) return "ledger_must_not_be_zero";
  return code === 0 ? "code_must_not_be_zero" : undefined;
}

function statusOf(
  refusal: LedgerRefusal,
  asked: OpenAccount,
  known: Account | undefined,
): AccountStatus {
  if (refusal.code === "invalid_id") {
    return asked.account.startsWith("0") ? "id_must_not_be_zero" : "id_must_not_be_int_max";
  }
  if (known === undefined) throw new RangeError(refusal.sentence);
  if (known.limit !== asked.limit) return "exists_with_different_flags";
  return known.ledger === asked.ledger
    ? "exists_with_different_code"
    : "exists_with_different_ledger";
}
