import { formatPosition } from "../domain/stream-position.ts";
import type { Change } from "./change.ts";
import type { FinalRows } from "./final-rows.ts";
import { matchesView } from "./matches-view.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { StreamRequest } from "./stream-request.ts";

/** Rows that become final, read at a time. */
const ROWS_PAGE = 256;

type Final = Extract<Change, { readonly op: "final" }>;

export type ChangeEventsParts = {
  readonly request: StreamRequest;
  readonly finalRows: FinalRows;
  /** How many of the rows that this change makes final are known already. */
  readonly skip: number;
};

/** Whether a change concerns a request at all; what makes rows final always does. */
export function concerns(change: Change, { filter, isFinalOnly }: StreamRequest): boolean {
  if (change.op === "added") return !isFinalOnly && matchesView(filter, change.row);
  if (change.op === "retracted") {
    return !isFinalOnly && change.rows.some((row) => matchesView(filter, row));
  }
  return true;
}

/** What a change is to somebody who follows. */
export async function* changeEvents(
  change: Change,
  parts: ChangeEventsParts,
): AsyncGenerator<StreamEvent> {
  const { request } = parts;
  const id = formatPosition({ seq: change.seq });
  if (!concerns(change, request)) return;
  switch (change.op) {
    case "added":
      yield { event: "delegation", id, data: change.row };
      return;
    case "retracted": {
      const rows = change.rows.filter((row) => matchesView(request.filter, row));
      const data = { ids: rows.map((row) => row.id), fromLevel: change.fromLevel };
      yield { event: "retract", id, data };
      return;
    }
    case "final":
      if (request.isFinalOnly) yield* finalDelegations(change, parts);
      yield { event: "final", id, data: { level: change.level } };
      return;
    case "reset":
      yield { event: "reset", id };
      return;
    default:
      change satisfies never;
  }
}

/** Rows are counted before they are filtered, so that an id means the same under every filter. */
async function* finalDelegations(
  { seq, after, level }: Final,
  { request, finalRows, skip }: ChangeEventsParts,
): AsyncGenerator<StreamEvent> {
  let rows = skip;
  for (let isMore = true; isMore;) {
    const page = await finalRows({ after, level, skip: rows, limit: ROWS_PAGE });
    for (const row of page) {
      rows += 1;
      if (!matchesView(request.filter, row)) continue;
      yield { event: "delegation", id: formatPosition({ seq, rows }), data: row };
    }
    isMore = page.length === ROWS_PAGE;
  }
}
