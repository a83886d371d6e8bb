import {
  type Checkpoint,
  consistencyProof,
  type NoteVerifier,
  openCheckpoint,
  rootAt,
} from "@holdfast/transparency";

import type { Database } from "../database.ts";
import type { Transaction } from "../transaction.ts";
import { NotaryRefused } from "./notary-refused.ts";
import type { TreeStore } from "./tree-store.ts";
import type { Witness } from "./witness.ts";

type Witnessed = {
  readonly schema: string;
  readonly store: TreeStore;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly witness?: Witness;
};

/** So many checkpoints are shown within one transaction. */
const AT_ONCE = 100;

/**
 * Compares the log with the newest checkpoint of the witness. Throws `NotaryRefused` if the log is shorter, if less of
 * it was signed, or if it is another one.
 */
export async function comparedWithWitness(tx: Transaction, options: Witnessed): Promise<void> {
  const seen = await newestOf(options);
  if (seen === undefined) return;
  const { schema, store } = options;
  const text = `select position::float8 as position from ${schema}.log_head`;
  const end = (await tx.query<{ position: number }>({ text })).rows[0]?.position ?? 0;
  const signed = (await store.lastHead(tx))?.size ?? 0;
  if (end < seen.size || signed < seen.size) {
    const have = `${end} events are there, ${signed} signed`;
    throw new NotaryRefused("witness_beyond_log", `the witness saw ${seen.size} events; ${have}`);
  }
  if ((await rootAt(store.source(tx), seen.size)) === seen.root) return;
  throw new NotaryRefused(
    "witness_inconsistent",
    `the first ${seen.size} events are not those that the witness saw`,
  );
}

/** Shows the witness the heads that it has not seen, one process at a time; how many it has kept. */
export async function publishHeads(
  options: Witnessed & { readonly database: Database },
): Promise<number> {
  const { database, witness, schema } = options;
  if (witness === undefined) return 0;
  const lock = `select pg_try_advisory_xact_lock(hashtext($1), 0) as mine`;
  let published = 0;
  for (let isMore = true; isMore;) {
    const count = await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ mine: boolean }>({
        text: lock,
        values: [`${schema}.witness`],
      });
      return rows[0]?.mine === true ? publishSome(tx, witness, options) : 0;
    });
    published += count;
    isMore = count === AT_ONCE;
  }
  return published;
}

async function publishSome(tx: Transaction, witness: Witness, options: Witnessed): Promise<number> {
  const { store } = options;
  let from = (await newestOf(options))?.size ?? 0;
  const heads = await store.headsAfter(tx, from, AT_ONCE);
  for (const { size, note } of heads) {
    const proof = from === 0 ? [] : await consistencyProof(store.source(tx), from, size);
    const answer = await witness.publish(note, proof);
    if (answer !== "kept") {
      throw new NotaryRefused("witness_refused", `the checkpoint of ${size} events: ${answer}`);
    }
    from = size;
  }
  return heads.length;
}

async function newestOf(options: Witnessed): Promise<Checkpoint | undefined> {
  const note = await options.witness?.latest();
  if (note === undefined) return undefined;
  const seen = openCheckpoint(note, options);
  if (typeof seen !== "string") return seen;
  throw new NotaryRefused("witness_not_believed", `the newest checkpoint of the witness: ${seen}`);
}
