import { createHash } from "node:crypto";

import { matchingRows, candidateRows } from "./candidate-rows.ts";
import type { ChainView } from "./chain.ts";
import { rowTexts } from "./delegation-json.ts";
import { EVERYTHING } from "./delegation-query.ts";
import { isDelegationRecord, type DelegationRecord } from "./delegation-record.ts";

/** What really happened on the chain, however faulty the answers were. */
export type Truth = {
  readonly count: number;
  /** The rows in the order of their ids. */
  records(): Iterable<DelegationRecord>;
  /** The canonical text of each row: the whole object as the API writes it. */
  texts(): Iterable<string>;
  /** SHA-256, in hex, over the canonical texts, each followed by a line feed. */
  sha256(): string;
};

const BATCH_ROWS = 1000;

/** The truth about every delegation at or below `levelMax`, and above another level, that the view shows. */
export function truthOf(view: ChainView, levelMax: number, above = -1): Truth {
  const level = [
    { mode: "le", value: levelMax },
    { mode: "gt", value: above },
  ] as const;
  const rows = matchingRows(candidateRows(view, { ...EVERYTHING, level }));
  const texts = function* (): Generator<string> {
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const batch = rows.slice(start, start + BATCH_ROWS);
      yield* rowTexts({ table: view.table, rows: batch }, { mode: "whole" });
    }
  };
  return {
    count: rows.length,
    texts,
    *records() {
      for (const text of texts()) {
        const record: unknown = JSON.parse(text);
        if (isDelegationRecord(record)) yield record;
      }
    },
    sha256() {
      const hash = createHash("sha256");
      for (const text of texts()) hash.update(text).update("\n");
      return hash.digest("hex");
    },
  };
}

/** The body of `GET /__truth` in pieces: `{"rows":[..],"count":n,"sha256":".."}`. */
export function* truthBody(truth: Truth): Generator<string> {
  const hash = createHash("sha256");
  yield '{"rows":[';
  let separator = "";
  for (const text of truth.texts()) {
    hash.update(text).update("\n");
    yield separator + text;
    separator = ",";
  }
  yield `],"count":${truth.count},"sha256":"${hash.digest("hex")}"}`;
}
