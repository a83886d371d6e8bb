import { setTimeout as sleep } from "node:timers/promises";

import { sqlState } from "@holdfast/postgres";

import type { KeptAccounts } from "../../application/kept-accounts.ts";
import type { LedgerRequest } from "../../application/ledger-request.ts";
import { Draft } from "../../domain/draft.ts";
import { type Needs, needsOf } from "../../domain/needs-of.ts";
import { BookChanged } from "./book-changed.ts";
import { comeOf, type Decision, rememberedAs } from "./come-of.ts";
import { type Decided, decideRequest } from "./decide-request.ts";
import type { KeptPlace, LedgerPlace } from "./ledger-place.ts";
import { type OpenBook, openBooks } from "./open-book.ts";
import type { Come } from "./outcomes-of.ts";
import { byTenant, type Sought } from "./sought.ts";
import { writeBooks } from "./write-book.ts";

/** How often a batch is decided that others were first to write into. */
const ATTEMPTS_MAX = 5;
/** Account numbers are not locked before they are taken: two batches may wait for each other's. */
const DEADLOCK = "40P01";
/**
 * What was given up leaves whom it waited for the time to go on: where the processors are busy, it would else take the same
 * numbers again before the other wakes up. It grows with each attempt; PostgreSQL takes a second to find a deadlock at all.
 */
const REST_MS = 50;

/** Posts requests under locks: one transaction, one append and one commit for all that are new, whosever they are. */
export async function postOpened(
  place: KeptPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  const named = new Set(requests.flatMap(({ command }) => needsOf(command).accounts));
  for (let attempts = 1; ; attempts += 1) {
    try {
      const posted = await place.kept.whileOpen(named, () => postOnce(place, requests));
      for (const each of posted.ledgers) keep(place.kept, each);
      return posted.come;
    } catch (error) {
      const isDeadlock = sqlState(error) === DEADLOCK;
      if (!(isDeadlock || error instanceof BookChanged) || attempts === ATTEMPTS_MAX) throw error;
      if (isDeadlock) await sleep(attempts * REST_MS);
    }
  }
}

/** A tenant's ledger as it was under locks, and what was committed of it. */
type Ledger = { readonly tenant: string; readonly book: OpenBook; readonly draft: Draft };

type Posted = {
  readonly come: ReadonlyMap<Sought, Come>;
  readonly ledgers: readonly Ledger[];
};

async function postOnce(
  { store, schema, clockOffsetMs = () => 0 }: LedgerPlace,
  requests: readonly Sought[],
): Promise<Posted> {
  const decisions = new Map<Sought, Decision>();
  let ledgers: readonly Ledger[] = [];
  const outcomes = await store.writeBatch(requests, async (tx, all) => {
    const tenants = [...byTenant(all)];
    const wanted = tenants.map(([tenant, own]) => ({
      tenant,
      needs: allNeeds(own),
      commands: own,
    }));
    const books = await openBooks(tx, schema, wanted);
    ledgers = tenants.map(([tenant, own], at) => {
      const book = books[at];
      if (book === undefined) throw new RangeError("the book of a tenant was not opened");
      const { decided, draft } = decideAll(book, { requests: own, offsetMs: clockOffsetMs() });
      for (const [request, decision] of decided) decisions.set(request, decision);
      return { tenant, book, draft };
    });
    writeBooks(
      tx,
      schema,
      ledgers.map(({ tenant, book, draft }) => ({
        tenant,
        before: book.state,
        changes: draft.changes,
      })),
    );
    return all.map((request) => appendOf(decisions.get(request)));
  });
  // The last round may have been taken back, where nothing of it was left to be written.
  const isCommitted = outcomes.every(
    (outcome) => outcome === undefined || ("status" in outcome && outcome.status === "ok"),
  );
  const come = new Map(
    requests.map((request, at) => [request, comeOf(decisions.get(request), outcomes[at])]),
  );
  return { come, ledgers: isCommitted ? ledgers : [] };
}

/** Decides requests of a tenant one after another in what was loaded for all of them; what is remembered is left as it is. */
function decideAll(
  book: OpenBook,
  { requests, offsetMs }: { readonly requests: readonly Sought[]; readonly offsetMs: number },
): { readonly decided: ReadonlyMap<Sought, Decision>; readonly draft: Draft } {
  const now = new Date(Date.parse(book.now) + offsetMs).toISOString();
  const draft = new Draft(book.state);
  const decided = new Map<Sought, Decision>();
  for (const [at, request] of requests.entries()) {
    const known = book.known[at];
    const decision =
      known === undefined
        ? { ...decideRequest(draft, request, now), draft }
        : { remembered: rememberedAs(known) };
    decided.set(request, decision);
  }
  return { decided, draft };
}

function appendOf(decision: Decision | undefined): Decided["append"] {
  return decision === undefined || "remembered" in decision ? undefined : decision.append;
}

function allNeeds(requests: readonly LedgerRequest[]): Needs {
  const needs = requests.map(({ command }) => needsOf(command));
  return {
    accounts: needs.flatMap(({ accounts }) => accounts),
    numbers: needs.flatMap(({ numbers }) => numbers),
    transfers: needs.flatMap(({ transfers }) => transfers),
    quotes: needs.flatMap(({ quotes }) => quotes),
  };
}

/** What was locked is known as it is by now. */
function keep(kept: KeptAccounts, { tenant, book, draft }: Ledger): void {
  const { accounts } = draft.changes;
  for (const account of accounts.values()) kept.put(tenant, account);
  for (const [id, account] of book.state.known.accounts) {
    if (!accounts.has(id)) kept.put(tenant, account);
  }
}
