import { OutcomeUnknown } from "@holdfast/cqrs/event-store";
import { DatabaseUnavailable, sqlState } from "@holdfast/postgres";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

import type { KeptAccounts } from "../../application/kept-accounts.ts";
import type { Account } from "../../domain/account.ts";
import { accountsAlone } from "../../domain/accounts-alone.ts";
import { Draft } from "../../domain/draft.ts";
import { LedgerState } from "../../domain/ledger-state.ts";
import { timeOf } from "./account-row.ts";
import { comeOf, type DecidedInDraft } from "./come-of.ts";
import { type Decided, decideRequest } from "./decide-request.ts";
import { keptCall } from "./kept-call.ts";
import type { KeptPlace } from "./ledger-place.ts";
import type { Come } from "./outcomes-of.ts";
import { byTenant, type Sought } from "./sought.ts";
import type { Written } from "./write-book.ts";

/** A batch is divided if as large a part of it can be posted by what is kept. */
const WORTH_DIVIDING = 1 / 2;

/** Requests of one batch at most: fewer than the log takes in one. */
const REQUESTS_MAX = 256;

/** What was decided by what is kept. */
export type KeptBatch = {
  /** By the clock of the database, or some milliseconds earlier. */
  readonly decidedAt: string;
  readonly ledgers: readonly Written[];
  readonly decided: ReadonlyMap<Sought, DecidedInDraft>;
};

/**
 * Decides requests by accounts that are kept, as they will be once what is on its way has been committed; undefined if
 * that can be done for too few of them. What is refused is left out, since only the ledger itself can refuse.
 */
export async function decideKept(
  place: KeptPlace,
  requests: readonly Sought[],
): Promise<KeptBatch | undefined> {
  const alone = requests.slice(0, REQUESTS_MAX).flatMap((request) => {
    const accounts = accountsAlone(request.command);
    return accounts === undefined ? [] : [{ tenant: request.tenant, request, accounts }];
  });
  const isWorthIt = (count: number): boolean =>
    count > 0 && count >= requests.length * WORTH_DIVIDING;
  if (!isWorthIt(alone.length)) return undefined;
  await settled(place.kept, alone);
  const decidedAt = await timeOfDatabase(place);
  const { kept, clockOffsetMs = () => 0 } = place;
  const now = timeOf(new Date(Date.parse(decidedAt) + clockOffsetMs()));
  const { ledgers, decided } = decideAll(kept, alone, now);
  if (!isWorthIt(decided.size)) return undefined;
  // Before anybody else decides: what comes next is sent behind this, and happens behind it.
  for (const { tenant, changes } of ledgers) {
    for (const account of changes.accounts.values()) kept.put(tenant, account);
  }
  return { decidedAt, ledgers, decided };
}

type Alone = Pick<Sought, "tenant"> & {
  readonly request: Sought;
  readonly accounts: readonly string[];
};

/** Whoever opens an account by now is waited for: else everybody would open it because somebody else does. */
async function settled(kept: KeptAccounts, alone: readonly Alone[]): Promise<void> {
  const opened = alone.flatMap(({ accounts }) => accounts.flatMap((id) => kept.opened(id) ?? []));
  if (opened.length > 0) await Promise.all(opened);
}

/** Some milliseconds behind the database's own, which is asked for it now and then. */
async function timeOfDatabase({ kept, database }: KeptPlace): Promise<string> {
  const known = kept.time();
  if (known !== undefined) return known;
  const { rows } = await database.read<{ readonly now: Date }>({
    text: "select clock_timestamp() as now",
  });
  const [row] = rows;
  if (row === undefined) throw new RangeError("the database does not tell the time");
  const time = timeOf(row.now);
  kept.learnTime(time);
  return time;
}

/** Decides requests one after another, those of a tenant in one ledger. */
function decideAll(
  kept: KeptAccounts,
  alone: readonly Alone[],
  now: string,
): Pick<KeptBatch, "ledgers" | "decided"> {
  const ledgers: Written[] = [];
  const decided = new Map<Sought, DecidedInDraft>();
  for (const [tenant, own] of byTenant(alone)) {
    const ids = own.flatMap(({ accounts }) => accounts);
    const before = new LedgerState({ accounts: known(kept, tenant, ids) });
    const draft = new Draft(before);
    for (const { request } of own) {
      const decision = accepted(draft, request, now);
      if (decision !== undefined) decided.set(request, { ...decision, draft });
    }
    if (draft.changes.recorded.length > 0) {
      ledgers.push({ tenant, before, changes: draft.changes });
    }
  }
  return { ledgers, decided };
}

function known(
  kept: KeptAccounts,
  tenant: string,
  ids: readonly string[],
): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const id of ids) {
    const account = kept.get(tenant, id);
    if (account !== undefined) accounts.set(id, account);
  }
  return accounts;
}

/** Takes a decision over if all of it was accepted. */
function accepted(draft: Draft, request: Sought, now: string): Decided | undefined {
  const trial = new Draft(draft);
  const decision = decideRequest(trial, request, now);
  if (decision.results.some(({ status }) => status !== "created")) return undefined;
  draft.keep(trial);
  return decision;
}

/** Writes what was decided, if everything is as it was thought to be; undefined if it is not. */
export async function postKept(
  { store, schema, kept, onFault }: KeptPlace,
  batch: KeptBatch,
): Promise<ReadonlyMap<Sought, Come> | undefined> {
  const { ledgers, decided } = batch;
  let outcomes: readonly WriteOutcome[] | undefined;
  try {
    const appends = [...decided.values()].flatMap(({ append }) => append ?? []);
    using call = keptCall(schema, batch);
    outcomes = await store.appendWith(call, appends);
  } catch (error) {
    kept.forget(accountsOf(ledgers));
    if (!isOfServer(error)) throw error;
    // Nothing was written. If it is not about whoever was in the way, it is met again under locks; or this way is broken,
    // of which nobody would hear otherwise.
    if (!IN_THE_WAY.has(sqlState(error) ?? "")) onFault?.(error);
    return undefined;
  }
  if (outcomes === undefined) {
    kept.forget(accountsOf(ledgers));
    return undefined;
  }
  const come = [...decided].map(
    ([request, decision], at) => [request, comeOf(decision, outcomes[at])] as const,
  );
  return new Map(come);
}

/** Two that wait for each other, a lock that was not to be had, a statement that was ended. */
const IN_THE_WAY: ReadonlySet<string> = new Set(["40P01", "55P03", "57014"]);

/** Whether the server has refused the statement, as it does where two wait for each other's rows. */
function isOfServer(error: unknown): boolean {
  const isAway = error instanceof DatabaseUnavailable || error instanceof OutcomeUnknown;
  return !isAway && sqlState(error) !== undefined;
}

function accountsOf(ledgers: readonly Written[]): readonly string[] {
  return ledgers.flatMap(({ changes }) => [...changes.accounts.keys()]);
}
