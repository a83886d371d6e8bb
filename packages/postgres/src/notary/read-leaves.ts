import type { Hash } from "@holdfast/transparency";

import type { Transaction } from "../transaction.ts";
import { NotaryRefused } from "./notary-refused.ts";
import type { Span } from "./read-events.ts";

const LEAF_BYTES = 32;

/** Tells of the leaves of a span in order. Throws `NotaryRefused` if an event is missing, or a leaf is no hash. */
export async function readLeaves(
  { tx, schema }: { readonly tx: Pick<Transaction, "query">; readonly schema: string },
  { after, upTo }: Span,
  onLeaf: (leaf: Hash) => void,
): Promise<void> {
  const { rows } = await tx.query<{
    leaves: Buffer | null;
    count: number;
    are_hashes: boolean | null;
  }>({
    name: `${schema}.read_leaves`,
    text: `select string_agg(leaf, ''::bytea order by position) as leaves, count(*)::int as count,
        bool_and(octet_length(leaf) = ${LEAF_BYTES}) as are_hashes
      from ${schema}.events where position > $1 and position <= $2`,
    values: [after, upTo],
  });
  const { leaves = null, count = 0, are_hashes: areHashes = null } = rows[0] ?? {};
  if (count !== upTo - after) throw await missing({ tx, schema }, { after, upTo });
  if (areHashes !== true) {
    const sentence = `a leaf of the events ${after + 1} to ${upTo} is no hash`;
    throw new NotaryRefused("leaf_differs", sentence);
  }
  const digits = leaves?.toString("hex") ?? "";
  for (let at = 0; at < digits.length; at += LEAF_BYTES * 2) {
    onLeaf(digits.slice(at, at + LEAF_BYTES * 2));
  }
}

async function missing(
  { tx, schema }: { readonly tx: Pick<Transaction, "query">; readonly schema: string },
  { after, upTo }: Span,
): Promise<NotaryRefused> {
  const { rows } = await tx.query<{ first: number | null }>({
    text: `select min(wanted)::float8 as first from generate_series($1::bigint + 1, $2) as wanted
      where not exists (select from ${schema}.events where position = wanted)`,
    values: [after, upTo],
  });
  return new NotaryRefused("position_missing", `there is no event ${rows[0]?.first ?? after + 1}`);
}
