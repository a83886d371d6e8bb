import type { LogSpan, Subscription } from "@holdfast/cqrs/subscriptions";
import {
  consistencyProof,
  type Hash,
  type Inclusion,
  inclusionProof,
  type NoteSigner,
  type NoteVerifier,
  rootAt,
} from "@holdfast/transparency";

import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Transaction } from "../transaction.ts";
import { Seals } from "./seals.ts";
import { TreeGrowth } from "./tree-growth.ts";
import type { TreeHead } from "./tree-store.ts";
import { TreeStore } from "./tree-store.ts";
import type { Witness } from "./witness.ts";
import { comparedWithWitness, publishHeads } from "./witnessing.ts";

/** Whose log, who signs, and how often. */
export type NotaryOptions = {
  /** As the `system` role. */
  readonly database: Database;
  readonly schema: string;
  /** Which log the checkpoints are of; by custom the name of the key. */
  readonly origin: string;
  readonly signer: NoteSigner;
  /** Of the keys that have ever signed this log. */
  readonly verifiers: readonly NoteVerifier[];
  readonly witness?: Witness;
  /** A checkpoint is due after so many events, 1,000, or so many milliseconds with at least one event, 60,000. */
  readonly everyEvents?: number;
  readonly everyMs?: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
};

/** Whether a proof could be made; not before what it is about was notarised. */
export type Proof<Value> = Value | "not_in_tree";

/** Seals a log: extends its tree, signs what it has come to, and proves what is in it. */
export type Notary = {
  /** To be run with `runSubscription` or `kernel.follow`, in one transaction with its checkpoint. */
  readonly subscription: Subscription<Transaction>;
  /** Compares the log with what was signed last and with the witness. Throws `NotaryRefused`. To be called at a start. */
  check(): Promise<void>;
  /** Signs what is due by time. Throws `NotaryRefused`. Whether anything was. */
  seal(): Promise<boolean>;
  /** Shows the witness what it has not seen yet; how many checkpoints. Throws `NotaryRefused` if it refuses one. */
  publish(): Promise<number>;
  latestCheckpoint(): Promise<TreeHead | undefined>;
  /** That the event of a position is in the tree of a size, left out that of the latest checkpoint. */
  inclusionProof(position: bigint, size?: number): Promise<Proof<Inclusion>>;
  /** That the tree of one size is the beginning of that of another. */
  consistencyProof(from: number, to: number): Promise<Proof<readonly Hash[]>>;
};

const NAME = { name: "notary", revision: 1 } as const;
const EVERY_EVENTS = 1_000;
const EVERY_MS = 60_000;

/** Opens the notary of a log. */
export function openNotary(options: NotaryOptions): Notary {
  const { database, everyEvents = EVERY_EVENTS, everyMs = EVERY_MS } = options;
  const schema = schemaName(options.schema);
  const store = new TreeStore(schema);
  const place = { schema, store };
  const growth = new TreeGrowth(place);
  const seals = new Seals({ ...options, ...place, everyEvents, everyMs });
  const read = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.transaction(work, { isolation: "repeatable read", readOnly: true });
  return {
    subscription: {
      ...NAME,
      async eachSpan({ after, upTo }: LogSpan, tx: Transaction) {
        const span = { after: Number(after), upTo: Number(upTo) };
        const { tree, grownFrom } = await growth.extend(tx, span);
        await seals.sealTree(tx, tree, grownFrom);
      },
    },
    check: () =>
      read(async (tx) => {
        await seals.check(tx);
        await comparedWithWitness(tx, { ...options, ...place });
      }),
    seal: () =>
      database.transaction(async (tx) => {
        // As a batch does: whoever moves the checkpoint holds this row.
        const size = await treeSize(tx, schema, "for update");
        if (size === 0 || !(await seals.isDue(tx, size))) return false;
        const root = await rootAt(store.source(tx), size);
        return seals.sealTree(tx, { size, root });
      }),
    publish: () => publishHeads({ ...options, ...place }),
    latestCheckpoint: () => read((tx) => store.lastHead(tx)),
    inclusionProof: (position, size) =>
      read(async (tx) => {
        const asked = size ?? (await store.lastHead(tx))?.size ?? 0;
        const index = Number(position) - 1;
        if (index < 0 || index >= asked || asked > (await treeSize(tx, schema))) {
          return "not_in_tree";
        }
        const source = store.source(tx);
        const [leaf = ""] = await source([{ level: 0, index }]);
        const root = await rootAt(source, asked);
        const proof = await inclusionProof(source, index, asked);
        return { index, leaf, size: asked, root, proof };
      }),
    consistencyProof: (from, to) =>
      read(async (tx) => {
        if (from < 1 || from > to || to > (await treeSize(tx, schema))) return "not_in_tree";
        return consistencyProof(store.source(tx), from, to);
      }),
  };
}

/** How far the tree reaches: to the notary's checkpoint. */
async function treeSize(tx: Transaction, schema: string, lock = ""): Promise<number> {
  const text = `select position::float8 as size from ${schema}.subscriptions
                where (name, revision) = ($1, $2) ${lock}`;
  const values = [NAME.name, NAME.revision];
  return (await tx.query<{ size: number }>({ text, values })).rows[0]?.size ?? 0;
}
