import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem } from "@holdfast/http";
import type { Cursors, CursorScope } from "@holdfast/http/cursor";

import type { FeedFilter } from "../../application/event-feed.ts";
import { feedScope } from "./feed-scope.ts";
import { titleOf } from "./refusal-problem.ts";

/** Whose feed, and what of it. */
type Asked = { readonly tenant: string; readonly filter: FeedFilter };

/** Where a client goes on in the feed. */
export type FeedCursors = {
  /** Of a page. It goes on with the same filter only, since what another one lets through may be before it. */
  seal(position: bigint, asked: Asked): string;
  /**
   * Of a page or of an event. The latter goes with any filter: it is the id in a stream as well, and names the event
   * where a proof is asked for. Throws the problem 400 `invalid_cursor` or `cursor_mismatch`.
   */
  open(token: string, asked: Asked): bigint;
};

/** The cursor of a page is that of an event, signed for the filter: it tells no more of how much others do. */
export function feedCursors(cursors: Cursors, positions: PositionTokens): FeedCursors {
  return {
    seal: (position, asked) =>
      cursors.seal([positions.seal(position, feedScope(asked.tenant))], scopeOf(asked)),
    open: (token, asked) => {
      const scope = feedScope(asked.tenant);
      const ofEvent = positions.open(token, scope);
      if (typeof ofEvent === "bigint") return ofEvent;
      const [inner = ""] = cursors.open(token, scopeOf(asked));
      const position = positions.open(inner, scope);
      if (typeof position === "bigint") return position;
      const code = "invalid_cursor";
      throw new HttpProblem({ status: 400, code, title: titleOf(code), detail: position.sentence });
    },
  };
}

/** However often and in whatever order a filter is told, it is the same one. */
function scopeOf({ tenant, filter: { types = [], categories = [] } }: Asked): CursorScope {
  const [type, category] = [types, categories].map((each) => [...new Set(each)].toSorted());
  return { list: "events", tenant, filter: { type, category } };
}
