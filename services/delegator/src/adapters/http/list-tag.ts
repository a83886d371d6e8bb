import type { HistoryMark } from "../../application/history-mark.ts";
import { type ListRequest, isCursorPlace } from "../../application/list-request.ts";
import { listShape } from "../../domain/list-scope.ts";
import { digestOf } from "./digest.ts";
import { entityTag } from "./entity-tag.ts";

/** How delegations are shown: as the original does, or with everything that is known of them. */
export type Representation = "original" | "whole";

/** What a list answers to. */
export type ListQuestion = {
  readonly representation: Representation;
  readonly asked: ListRequest;
};

/** Rows that come after the count a list is pinned to change nothing; a stretch counts from its own border. */
function rowsThatMatter({ scope, place }: ListRequest, rows: number): number {
  const asOf = isCursorPlace(place) ? undefined : place.asOf;
  if (asOf === undefined || listShape(scope) === "stretch") return rows;
  return Math.min(asOf, rows);
}

function digestOfQuestion({ representation, asked: { scope, place } }: ListQuestion): string {
  return digestOf([representation, scope, place]);
}

/** The `ETag` of an answer, from the question and the state alone: no row has to be read to tell it. */
export function listTag(question: ListQuestion, state: HistoryMark): string {
  const { representation, asked } = question;
  const dependsOnFinal = representation === "whole" || asked.scope.filter.isFinal === true;
  const rows = rowsThatMatter(asked, state.rows);
  const final = dependsOnFinal ? [state.final] : [];
  return entityTag([digestOfQuestion(question), rows, state.retractions, ...final]);
}

/**
 * The `ETag` of an answer that will not change: it says so, so that whoever has it can be told again without a row being
 * read. With the retractions, because replacing the history counts as one.
 */
export function lastingTag(question: ListQuestion, { retractions }: HistoryMark): string {
  return entityTag([digestOfQuestion(question), retractions, "lasting"]);
}
