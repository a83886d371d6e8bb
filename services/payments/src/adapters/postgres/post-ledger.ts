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

/** Posts requests of one tenant: one transaction, one append and one commit for all that are new. */
export function postLedger(place: LedgerPlace): Post {
  return async (tenant, given) => {
    const requests = given.map(withFingerprint);
    const known = await place.store.findCommands(tenant, requests);
    const fresh = requests.filter((_, at) => known[at] === undefined);
    const posted = new Map(fresh.length === 0 ? [] : await postFresh(place, tenant, fresh));
    const come = requests.map((request, at) => posted.get(request) ?? rememberedAs(known[at]));
    return outcomesOf(place, tenant, come);
  };
}

type Sought = LedgerRequest & { readonly fingerprint: string };

function withFingerprint(request: LedgerRequest): Sought {
  const { fingerprint = canonicalJson(request.command) } = request;
  return { ...request, fingerprint };
}

function rememberedAs(found: FoundCommand): Come {
  if (found === undefined) throw new RangeError("a request was neither known nor posted");
  return isAppendRefusal(found)
    ? { is: "refused_by_log", refusal: found }
    : { is: "known", answer: found };
}

async function postFresh(
  place: LedgerPlace,
  tenant: string,
  requests: readonly Sought[],
): Promise<readonly (readonly [LedgerRequest, Come])[]> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await postOnce(place, tenant, requests);
    } catch (error) {
      if (!(error instanceof BookChanged) || attempts === ATTEMPTS_MAX) throw error;
    }
  }
}

async function postOnce(
  { store, schema, clockOffsetMs = () => 0 }: LedgerPlace,
  tenant: string,
  requests: readonly Sought[],
): Promise<readonly (readonly [LedgerRequest, Come])[]> {
  const decisions = new Map<LedgerRequest, Decision>();
  const outcomes = await store.writeBatch(requests, async (tx, items) => {
    const round = await decideAll(tx, { schema, tenant }, { items, offsetMs: clockOffsetMs() });
    for (const [request, decision] of round) decisions.set(request, decision);
    return items.map((request) => round.get(request)?.append);
  });
  return requests.map((request, at) => [request, comeOf(decisions.get(request), outcomes[at])]);
}

type Decision = Decided & { readonly draft: Draft };

/** Decides requests one after another in what was loaded for all of them, and writes what has become of that. */
async function decideAll(
  tx: Transaction,
  ledger: Ledger,
  { items, offsetMs }: { readonly items: readonly LedgerRequest[]; readonly offsetMs: number },
): Promise<ReadonlyMap<LedgerRequest, Decision>> {
  const book = await openBook(tx, ledger, allNeeds(items));
  const now = new Date(Date.parse(book.now) + offsetMs).toISOString();
  const draft = new Draft(book.state);
  const decisions = new Map<LedgerRequest, Decision>();
  for (const request of items) {
    decisions.set(request, { ...decideRequest(draft, request, now), draft });
  }
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
