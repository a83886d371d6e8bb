import { badRequest, emptyAnswer, jsonAnswer, type Answer } from "./answer.ts";
import { countRows } from "./candidate-rows.ts";
import type { ChainView } from "./chain.ts";
import { readField, rowTexts, type FieldReader } from "./delegation-json.ts";
import { readCountFilter, readDelegationQuery } from "./delegation-query.ts";
import { STATUSES } from "./delegation-table.ts";
import { selectRows } from "./select-rows.ts";
import type { Shaping } from "./shaping.ts";
import { int32 } from "./value-kinds.ts";

/** `GET /v1/operations/delegations`: one page of rows. */
export function delegationsPage(
  view: ChainView,
  search: URLSearchParams,
  shaping: Shaping,
): Answer {
  const read = readDelegationQuery(search);
  if ("mistakes" in read) return badRequest(read.mistakes);
  const { filter, page } = read.value;
  const rows = selectRows(view, {
    filter,
    page: { ...page, limit: page.limit + shaping.extraRows },
  });
  const reader = distortingReader(rows[rows.length >> 1], shaping);
  const texts = rowTexts({ table: view.table, rows }, page.projection, reader);
  return jsonAnswer(`[${shaping.reshape(texts).join(",")}]`);
}

/** `GET /v1/operations/delegations/count`: a bare number. */
export function delegationsCount(view: ChainView, search: URLSearchParams): Answer {
  const read = readCountFilter(search);
  if ("mistakes" in read) return badRequest(read.mistakes);
  const { level, seconds } = read.value;
  const isEverything = level.length === 0 && seconds.length === 0;
  return jsonAnswer(`${isEverything ? view.rows : countRows(view, read.value)}`);
}

/** `GET /v1/operations/delegations/{hash}` and below: counter and nonce, or the word `status`. */
export function delegationsOfOperation(view: ChainView, segments: readonly string[]): Answer {
  const [hash = "", second, third] = segments;
  if (!OPERATION_HASH.test(hash)) return badRequest(new Map([["hash", "Invalid operation hash."]]));
  const rows = rowsOfOperation(view, hash);
  if (second === "status" && third === undefined) return operationStatus(view, rows);
  const numbers = [second, third].map((text) =>
    text === undefined ? undefined : int32.parse(text),
  );
  const [counter, nonce] = numbers;
  if (second !== undefined && counter === undefined) return invalid("counter", second);
  if (third !== undefined && nonce === undefined) return invalid("nonce", third);
  const { columns } = view.table;
  const chosen = rows.filter(
    (row) =>
      (counter === undefined || columns.counter[row] === counter) &&
      (nonce === undefined || columns.nonce[row] === nonce),
  );
  const texts = rowTexts({ table: view.table, rows: chosen }, { mode: "whole" });
  return jsonAnswer(`[${texts.join(",")}]`);
}

// The API looks at the characters only.
const OPERATION_HASH = /^o[0-9A-Za-z]{50}$/u;
const APPLIED = STATUSES.indexOf("applied");

function distortingReader(distorted: number | undefined, shaping: Shaping): FieldReader {
  return (table, row, field) => {
    const text = readField(table, row, field);
    return row === distorted ? shaping.distort(field, text) : text;
  };
}

function rowsOfOperation({ table, level }: ChainView, hash: string): readonly number[] {
  const operation = table.operations.find(hash);
  const rows: number[] = [];
  if (operation === undefined) return rows;
  const { columns } = table;
  for (let row = columns.operation.indexOf(operation); row >= 0;) {
    if ((columns.level[row] ?? 0) <= level) rows.push(row);
    row = columns.operation.indexOf(operation, row + 1);
  }
  return rows;
}

/** True when the whole operation was applied; no content for an unknown one. */
function operationStatus({ table }: ChainView, rows: readonly number[]): Answer {
  if (rows.length === 0) return emptyAnswer(204);
  return jsonAnswer(`${rows.every((row) => table.columns.status[row] === APPLIED)}`);
}

function invalid(name: string, value: string): Answer {
  return badRequest(new Map([[name, `The value '${value}' is not valid.`]]));
}
