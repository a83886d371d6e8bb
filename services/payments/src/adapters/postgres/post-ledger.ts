import { canonicalJson } from "@holdfast/cqrs";
import { type FoundCommand, isAppendRefusal } from "@holdfast/cqrs/event-store";
import type { Transaction } from "@holdfast/postgres";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

import type { LedgerRequest } from "../../application/ledger-request.ts";
import type { Post } from "../../application/posting-queue.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";
import { Draft } from "../../domain/draft.ts";
import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import { type Needs, needsOf } from "../../domain/needs-of.ts";
import { BookChanged } from "./book-changed.ts";
import { type Decided, decideRequest } from "./decide-request.ts";
import type { LedgerPlace } from "./ledger-place.ts";
import { type Ledger, openBook } from "./open-book.ts";
import { type Come, outcomesOf } from "./outcomes-of.ts";
import { writeBook } from "./write-book.ts";

/** How often a batch is decided that others were first to write into. */
const ATTEMPTS_MAX = 5;

/** Posts requests: one transaction, one append and one commit for all that are new, whosever they are. */
export function postLedger(place: LedgerPlace): Post {
  return async (given) => {
    const tenants = byTenant(given.map(withFingerprint));
    const known = await Promise.all(
      Array.from(tenants, ([tenant, requests]) => place.store.findCommands(tenant, requests)),
    );
    const found = new Map(
      [...tenants.values()].flatMap((requests, at) =>
        requests.map((request, of) => [request, known[at]?.[of]] as const),
      ),
    );
    const fresh = [...found].flatMap(([request, before]) => (before ? [] : [request]));
    const posted = fresh.length === 0 ? new Map() : await postFresh(place, fresh);
    const told = await Promise.all(
      Array.from(tenants, async ([tenant, requests]) => {
        const come = requests.map(
          (request) => posted.get(request) ?? rememberedAs(found.get(request)),
        );
        const outcomes = await outcomesOf(place, tenant, come);
        return requests.map(({ given: request }, at) => [request, outcomes[at]] as const);
      }),
    );
    const outcomes = new Map(told.flat());
    return given.flatMap((request) => outcomes.get(request) ?? []);
  };
}

/** In the order of their ids, in which their accounts are locked. */
function byTenant<Request extends { readonly tenant: string }>(
  requests: readonly Request[],
): ReadonlyMap<string, readonly Request[]> {
  const tenants = Map.groupBy(requests, ({ tenant }) => tenant);
  return new Map([...tenants].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

type Sought = LedgerRequest & { readonly fingerprint: string; readonly given: LedgerRequest };

function withFingerprint(given: LedgerRequest): Sought {
  const { fingerprint = canonicalJson(given.command) } = given;
  return { ...given, fingerprint, given };
}

function rememberedAs(found: FoundCommand): Come {
  if (found === undefined) throw new RangeError("a request was neither known nor posted");
  return isAppendRefusal(found)
    ? { is: "refused_by_log", refusal: found }
    : { is: "known", answer: found };
}

async function postFresh(
  place: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await postOnce(place, requests);
    } catch (error) {
      if (!(error instanceof BookChanged) || attempts === ATTEMPTS_MAX) throw error;
    }
  }
}

async function postOnce(
  { store, schema, clockOffsetMs = () => 0 }: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  const decisions = new Map<Sought, Decision>();
  const outcomes = await store.writeBatch(requests, async (tx, all) => {
    for (const [tenant, items] of byTenant(all)) {
      const decided = await decideAll(tx, { schema, tenant }, { items, offsetMs: clockOffsetMs() });
      for (const [at, item] of items.entries()) {
        const decision = decided[at];
        if (decision !== undefined) decisions.set(item, decision);
      }
    }
    return all.map((request) => decisions.get(request)?.append);
  });
  return new Map(
    requests.map((request, at) => [request, comeOf(decisions.get(request), outcomes[at])]),
  );
}

type Decision = Decided & { readonly draft: Draft };

/** Decides requests of a tenant one after another in what was loaded for all of them, and writes what has become of that. */
async function decideAll(
  tx: Transaction,
  ledger: Ledger,
  { items, offsetMs }: { readonly items: readonly LedgerRequest[]; readonly offsetMs: number },
): Promise<readonly Decision[]> {
  const book = await openBook(tx, ledger, allNeeds(items));
  const now = new Date(Date.parse(book.now) + offsetMs).toISOString();
  const draft = new Draft(book.state);
  const decisions = items.map((request) => ({ ...decideRequest(draft, request, now), draft }));
  const isWritten = await writeBook(tx, ledger, { before: book.state, changes: draft.changes });
  if (!isWritten) throw new BookChanged();
  return decisions;
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
