import { leafInput } from "@holdfast/cqrs/event-store";
import type { Database } from "@holdfast/postgres";
import type { Notary } from "@holdfast/postgres/notary";

import type { AuditProofs, SignedHead } from "../../application/audit-proofs.ts";
import { timeOf } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";
import type { Ledger } from "./open-book.ts";

/** What proofs are made of. */
export type AuditProofsOptions = {
  /** As the `app` role: an event is shown to its tenant only. */
  readonly database: Database;
  /** As the `system` role: what was signed is about the log of all tenants. */
  readonly systemDatabase: Database;
  readonly schema: string;
  readonly notary: Pick<Notary, "inclusionProof" | "consistencyProof">;
  readonly verifierKey: string;
  /** Throws where nothing may be proved. */
  readonly ensureSound: () => void;
};

/** Proves what was signed; what belongs to a tenant is read as that tenant. */
export function auditProofs(options: AuditProofsOptions): AuditProofs {
  const { systemDatabase, schema, notary, ensureSound, verifierKey } = options;
  const heads: AuditProofs["heads"] = async ({ below, limit }) => {
    ensureSound();
    const { rows } = await systemDatabase.read<HeadRow>({
      name: "tree_heads",
      text: `select size, root, note, at from ${schema}.tree_heads
        where size < coalesce($1::bigint, 9223372036854775807) order by size desc limit $2`,
      values: [below, limit],
    });
    return rows.map(headOfRow);
  };
  return {
    verifierKey,
    heads,
    async inclusion(tenant, position, size) {
      const entry = await entryOf(options.database, { schema, tenant }, position);
      if (entry === undefined) return "unknown";
      const [head] = await heads({ limit: 1 });
      const proof = await notary.inclusionProof(position, size ?? head?.size ?? 0);
      if (proof === "not_in_tree") return proof;
      const { index, leaf, root, proof: hashes } = proof;
      return {
        entry,
        index,
        leaf,
        size: proof.size,
        root,
        hashes,
        ...(head !== undefined && { head }),
      };
    },
    async consistency(from, to) {
      ensureSound();
      return notary.consistencyProof(from, to);
    },
  };
}

type HeadRow = {
  readonly size: bigint;
  readonly root: Buffer;
  readonly note: string;
  readonly at: Date;
};

function headOfRow({ size, root, note, at }: HeadRow): SignedHead {
  return { size: Number(size), root: root.toString("hex"), note, signedAt: timeOf(at) };
}

type EntryRow = {
  readonly stream_id: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly data: string;
  readonly meta: string;
  readonly recorded_at: Date;
  readonly leaf_has_version: boolean;
};

/** What the leaf of an event is made of, without the zero byte before it; undefined if the tenant has none there. */
async function entryOf(
  database: Database,
  { schema, tenant }: Ledger,
  position: bigint,
): Promise<string | undefined> {
  const { rows } = await asTenant(database, tenant, (tx) =>
    tx.query<EntryRow>({
      name: "leaf_entry",
      text: `select e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.data::text, e.meta::text,
          e.recorded_at, e.leaf_has_version
        from ${schema}.events as e where e.tenant_id = $1 and e.position = $2`,
      values: [tenant, position],
    }),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return leafInput({
    tenant,
    streamId: row.stream_id,
    version: row.leaf_has_version ? row.version : undefined,
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    data: row.data,
    meta: row.meta,
    recordedAt: timeOf(row.recorded_at),
  }).slice(1);
}
