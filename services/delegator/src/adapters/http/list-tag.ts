import { type ListRequest, isCursorPlace } from "../../application/list-request.ts";
import { type ListState, type MirrorState } from "../../application/list-state.ts";
import { listShape } from "../../domain/list-scope.ts";
import { digestOf } from "./digest.ts";

/** How delegations are shown: as the original does, or with everything that is known of them. */
export type Representation = "original" | "whole";

/** What a list answers to. */
export type ListQuestion = {
  readonly representation: Representation;
  readonly asked: ListRequest;
};

/** The state a list depends on, out of that of the mirror. */
export function stateOf({ scope }: ListRequest, mirror: MirrorState): ListState {
  const { head, final, epoch, rowsByYear } = mirror;
  const year = listShape(scope) === "year" ? (scope.year ?? 0) : 0;
  return { head, final, epoch, rows: rowsByYear.get(year) ?? 0 };
}

/** Rows that come after the count a list is pinned to change nothing; a stretch counts from its own border. */
function rowsThatMatter({ scope, place }: ListRequest, rows: number): number {
  const asOf = isCursorPlace(place) ? undefined : place.asOf;
  if (asOf === undefined || listShape(scope) === "stretch") return rows;
  return Math.min(asOf, rows);
}

/** The `ETag` of an answer, from the question and the state alone: no row has to be read to tell it. */
export function listTag({ representation, asked }: ListQuestion, state: ListState): string {
  const { scope, place } = asked;
  const dependsOnFinal = representation === "whole" || scope.filter.isFinal === true;
  const question = digestOf([representation, scope, place]);
  const rows = rowsThatMatter(asked, state.rows);
  return entityTag([question, rows, state.epoch, ...(dependsOnFinal ? [state.final] : [])]);
}

/** A weak tag: answers that mean the same may differ in their bytes, once a proxy compresses them. */
export function entityTag(parts: readonly (string | number | bigint)[]): string {
  return `W/"${parts.join("-")}"`;
}

/** Whether `If-None-Match` names a tag; weak and strong ones are compared alike (RFC 9110, section 13.1.2). */
export function namesTag(ifNoneMatch: string, tag: string): boolean {
  const opaque = tag.replace(/^W\//, "");
  return ifNoneMatch
    .split(",")
    .map((each) => each.trim())
    .some((each) => each.replace(/^W\//, "") === opaque);
}
