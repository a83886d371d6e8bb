import type { AppendRefusal, CommandAnswer } from "@holdfast/cqrs/event-store";

import type { LedgerDone, LedgerOutcome } from "../../application/ledger-request.ts";
import type { Account } from "../../domain/account.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";
import type { Draft } from "../../domain/draft.ts";
import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { LedgerPlace } from "./ledger-place.ts";
import { LogDisagrees } from "./log-disagrees.ts";
import { isNothingNew } from "./nothing-new.ts";
import { readAgain, type Shown, type Wanted } from "./read-again.ts";
import { resultsOf, storedAnswer } from "./stored-answer.ts";

/** What came of a request, before it is made ready to be shown. */
export type Come =
  | {
      readonly is: "done";
      readonly position: bigint;
      readonly isNew: boolean;
      readonly results: readonly ItemResult[];
      readonly account?: Account;
      readonly quote?: KnownQuote;
      /** The ledger after the batch it was in. */
      readonly draft: Draft;
    }
  | {
      readonly is: "refused";
      readonly refusal: LedgerRefusal;
      readonly item?: number;
      readonly isAudited?: true;
    }
  | { readonly is: "known"; readonly answer: CommandAnswer }
  | { readonly is: "refused_by_log"; readonly refusal: AppendRefusal };

/** What came of requests of a tenant, who is told of once. */
type OfTenant = { readonly tenant: string; readonly come: readonly Come[] };

/** Makes ready what came of requests; what was made earlier is read once for all of them, whosever they are. */
export async function outcomesOf(
  { database, schema }: Pick<LedgerPlace, "database" | "schema">,
  all: readonly OfTenant[],
): Promise<readonly (readonly LedgerOutcome[])[]> {
  const wanted = all.map(wantedOf);
  const old = wanted.filter(({ transfers, quotes }) => transfers.length + quotes.length > 0);
  const read = old.length === 0 ? [] : await readAgain(database, schema, old);
  const readOf = new Map(old.map(({ tenant }, at) => [tenant, read[at]]));
  return all.map(({ tenant, come }) => {
    const shown = together(come, readOf.get(tenant) ?? NOTHING);
    return come.map((each) => outcomeOf(each, shown));
  });
}

const NOTHING: Shown = { transfers: new Map(), accounts: new Map(), quotes: new Map() };

/** What has to be read again to show it. */
function wantedOf({ tenant, come }: OfTenant): Wanted {
  const each = come.map(wantedOfOne);
  return {
    tenant,
    transfers: each.flatMap(({ transfers }) => transfers),
    quotes: each.flatMap(({ quotes }) => quotes),
  };
}

function wantedOfOne(come: Come): Omit<Wanted, "tenant"> {
  if (come.is === "done") {
    const old = come.results.filter(({ status }) => status === "exists");
    return { transfers: old.map(({ id }) => id), quotes: [] };
  }
  if (come.is !== "known") return { transfers: [], quotes: [] };
  const { quote } = storedAnswer(come.answer);
  const results = resultsOf(come.answer);
  return {
    transfers: results.filter(({ status }) => status !== "refused").map(({ id }) => id),
    quotes: quote === undefined ? [] : [quote],
  };
}

/** What was read again, and what was just written. */
function together(come: readonly Come[], read: Shown): Shown {
  const drafts = new Set(come.flatMap((each) => (each.is === "done" ? [each.draft] : [])));
  if (drafts.size === 0) return read;
  const transfers = new Map(read.transfers);
  const accounts = new Map(read.accounts);
  for (const { changes } of drafts) {
    for (const recorded of changes.recorded) transfers.set(recorded.transfer.id, recorded);
    for (const [id, account] of changes.accounts) accounts.set(id, account);
  }
  return { ...read, transfers, accounts };
}

function outcomeOf(come: Come, { transfers, accounts, quotes }: Shown): LedgerOutcome {
  switch (come.is) {
    case "refused": {
      const { is: status, ...refused } = come;
      return { status, ...refused };
    }
    case "refused_by_log":
      if (come.refusal.code === "command_mismatch") return { status: "key_reused" };
      throw new LogDisagrees(come.refusal);
    case "done": {
      const { is: _, draft: _draft, ...done } = come;
      return { status: "done", ...done, transfers, accounts };
    }
    case "known":
      return { status: "replayed", ...remembered(come.answer, quotes), transfers, accounts };
    default:
      return come satisfies never;
  }
}

function remembered(
  answer: CommandAnswer,
  quotes: ReadonlyMap<string, KnownQuote>,
): Pick<LedgerDone, "position" | "isNew" | "results" | "account" | "quote"> {
  const { account, quote: id } = storedAnswer(answer);
  const quote = id === undefined ? undefined : quotes.get(id);
  return {
    position: answer.lastPosition,
    isNew: !isNothingNew(answer.streamId),
    results: resultsOf(answer),
    ...(account !== undefined && { account }),
    ...(quote !== undefined && { quote }),
  };
}
