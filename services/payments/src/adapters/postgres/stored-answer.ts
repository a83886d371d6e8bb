import type { CommandAnswer } from "@holdfast/cqrs/event-store";

import type { Account } from "../../domain/account.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";

/** What the log remembers of an accepted command, besides its events: as little as it takes to answer it again. */
export type StoredAnswer = {
  /** Left out where the one transfer that was made is named by the stream. */
  readonly results?: readonly StoredResult[];
  /** The account as it was then. */
  readonly account?: Account;
  readonly quote?: string;
};

/** A text is the id of what was created. */
type StoredResult = string | Exclude<ItemResult, { readonly status: "created" }>;

/** Writes results down; undefined where the stream says it all. */
export function storedResults(
  results: readonly ItemResult[],
  streamId: string,
): readonly StoredResult[] | undefined {
  if (results.length === 0) return undefined;
  const [first] = results;
  const isTold =
    results.length === 1 && first?.status === "created" && `${TRANSFER}${first.id}` === streamId;
  if (isTold) return undefined;
  return results.map((each) => (each.status === "created" ? each.id : each));
}

/** The results as they were. */
export function resultsOf(answer: CommandAnswer): readonly ItemResult[] {
  const { results, account, quote } = storedAnswer(answer);
  if (results !== undefined) {
    return results.map((each) =>
      typeof each === "string" ? { id: each, status: "created" } : each,
    );
  }
  if (account !== undefined || quote !== undefined) return [];
  return [{ id: answer.streamId.slice(TRANSFER.length), status: "created" }];
}

const TRANSFER = "transfer-";

/** What the log has kept of an answer. */
export function storedAnswer({ answer }: CommandAnswer): StoredAnswer {
  if (!isStored(answer)) throw new TypeError("the log remembers an answer of another kind");
  return answer ?? {};
}

/** The log gives back what was handed over, and nobody else hands anything over here. */
function isStored(answer: unknown): answer is StoredAnswer | null {
  return typeof answer === "object";
}
