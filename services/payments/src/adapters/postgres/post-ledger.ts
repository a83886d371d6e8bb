import { canonicalJson } from "@holdfast/cqrs";
import { type FoundCommand, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { sqlState } from "@holdfast/postgres";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

import type { LedgerOutcome, LedgerRequest } from "../../application/ledger-request.ts";
import type { Post } from "../../application/posting-queue.ts";
import { RecentReplays } from "../../application/recent-replays.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";
import { Draft } from "../../domain/draft.ts";
import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import { type Needs, needsOf } from "../../domain/needs-of.ts";
import { BookChanged } from "./book-changed.ts";
import { type Decided, decideRequest } from "./decide-request.ts";
import { findRemembered } from "./find-remembered.ts";
import type { LedgerPlace } from "./ledger-place.ts";
import { type OpenBook, openBooks } from "./open-book.ts";
import { type Come, outcomesOf } from "./outcomes-of.ts";
import { writeBooks } from "./write-book.ts";

/** How often a batch is decided that others were first to write into. */
const ATTEMPTS_MAX = 5;
/** Account numbers are not locked before they are taken: two batches may wait for each other's. */
const DEADLOCK = "40P01";

/**
 * Posts requests: one transaction, one append and one commit for all that are new, whosever they are. Where many come that
 * came before, all are looked up beforehand, and what the log remembers takes no place in the transaction.
 */
export function postLedger(place: LedgerPlace): Post {
  const replays = new RecentReplays();
  return async (given) => {
    const requests = given.map(withFingerprint);
    const known = replays.areMany ? await remembered(place, requests) : new Map<Sought, Come>();
    const unknown = requests.filter((request) => !known.has(request));
    const others = unknown.length === 0 ? [] : await posted(place, unknown);
    const come = new Map([...known, ...others]);
    replays.count(requests.length, come.values().filter(isRemembered).toArray().length);
    return told(place, requests, come);
  };
}

/** What is to be said of requests, in their order. */
async function told(
  place: LedgerPlace,
  requests: readonly Sought[],
  come: ReadonlyMap<Sought, Come>,
): Promise<readonly LedgerOutcome[]> {
  const tenants = [...byTenant(requests)];
  const outcomes = await outcomesOf(
    place,
    tenants.map(([tenant, own]) => ({
      tenant,
      come: own.flatMap((request) => come.get(request) ?? []),
    })),
  );
  const outcomeOf = new Map(
    tenants.flatMap(([, own], of) => own.map((request, at) => [request, outcomes[of]?.[at]])),
  );
  return requests.flatMap((request) => outcomeOf.get(request) ?? []);
}

/**
 * What the log remembers, as it is without locks. What it does not know yet may be known once the book is opened: it is
 * asked again under the locks, where whoever holds them has committed.
 */
async function remembered(
  { database, schema }: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  const tenants = [...byTenant(requests)];
  const found = await findRemembered(
    database,
    schema,
    tenants.map(([tenant, commands]) => ({ tenant, commands })),
  );
  return new Map(
    tenants.flatMap(([, own], of) =>
      own.flatMap((request, at) => {
        const each = found[of]?.[at];
        return each === undefined ? [] : [[request, rememberedAs(each)] as const];
      }),
    ),
  );
}

function isRemembered({ is }: Come): boolean {
  return is === "known" || is === "refused_by_log";
}

/** In the order of their ids, in which their accounts are locked. */
function byTenant<Request extends { readonly tenant: string }>(
  requests: readonly Request[],
): ReadonlyMap<string, readonly Request[]> {
  const tenants = Map.groupBy(requests, ({ tenant }) => tenant);
  return new Map([...tenants].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

type Sought = LedgerRequest & { readonly fingerprint: string };

function withFingerprint(request: LedgerRequest): Sought {
  const { fingerprint = canonicalJson(request.command) } = request;
  return { ...request, fingerprint };
}

function rememberedAs(found: NonNullable<FoundCommand>): Come {
  return isAppendRefusal(found)
    ? { is: "refused_by_log", refusal: found }
    : { is: "known", answer: found };
}

async function posted(
  place: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await postOnce(place, requests);
    } catch (error) {
      const isInTheWay = error instanceof BookChanged || sqlState(error) === DEADLOCK;
      if (!isInTheWay || attempts === ATTEMPTS_MAX) throw error;
    }
  }
}

async function postOnce(
  { store, schema, clockOffsetMs = () => 0 }: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  const decisions = new Map<Sought, Decision>();
  const outcomes = await store.writeBatch(requests, async (tx, all) => {
    const tenants = [...byTenant(all)];
    const wanted = tenants.map(([tenant, own]) => ({
      tenant,
      needs: allNeeds(own),
      commands: own,
    }));
    const books = await openBooks(tx, schema, wanted);
    const written = tenants.flatMap(([tenant, own], at) => {
      const book = books[at];
      if (book === undefined) throw new RangeError("the book of a tenant was not opened");
      const { decided, draft } = decideAll(book, { requests: own, offsetMs: clockOffsetMs() });
      for (const [request, decision] of decided) decisions.set(request, decision);
      return { tenant, before: book.state, changes: draft.changes };
    });
    writeBooks(tx, schema, written);
    return all.map((request) => appendOf(decisions.get(request)));
  });
  return new Map(
    requests.map((request, at) => [request, comeOf(decisions.get(request), outcomes[at])]),
  );
}

/** What was decided, or what the log remembered. */
type Decision = (Decided & { readonly draft: Draft }) | { readonly remembered: Come };

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

function refused(refusal: LedgerRefusal, results: readonly ItemResult[]): Come {
  const item = results.findIndex((each) => each.status === "refused" && each.refusal === refusal);
  return { is: "refused", refusal, ...(item >= 0 && { item }) };
}

function comeOf(decision: Decision | undefined, outcome: WriteOutcome | undefined): Come {
  if (decision === undefined) throw new RangeError("a request was not decided");
  if ("remembered" in decision) return decision.remembered;
  if (decision.refusal !== undefined) return refused(decision.refusal, decision.results);
  if (outcome === undefined) throw new RangeError("an accepted request was not written");
  if (isAppendRefusal(outcome)) return { is: "refused_by_log", refusal: outcome };
  const answers = "parts" in outcome ? outcome.parts : outcome.answers;
  const [answer] = answers;
  if (answer === undefined) throw new RangeError("the log answered without an answer");
  if (outcome.status === "duplicate") return { is: "known", answer };
  const position = answers.reduce(
    (last, each) => (each.lastPosition > last ? each.lastPosition : last),
    0n,
  );
  return { is: "done", position, ...decision };
}
