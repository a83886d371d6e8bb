import type { AuditRecord } from "../../application/audit-trail.ts";
import { timeOf } from "./account-row.ts";

/** A record as it is selected; all but the first two are null where there is none. */
export type AuditRow = {
  readonly up_to: bigint | null;
  readonly looked: number;
  readonly position: bigint | null;
  readonly event_id: string;
  readonly stream_id: string;
  readonly category: string;
  readonly version: number;
  readonly data: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly recorded_at: Date;
  readonly leaf: Buffer;
  readonly command_id: string;
  readonly action: string;
  readonly result: AuditRecord["result"];
};

type Told = Omit<AuditRow, "up_to" | "looked" | "position" | "data"> & {
  readonly position: bigint;
  readonly data: unknown;
};

/** The record that a row tells of; what is not told where it should be is left out. */
export function recordOfRow(row: Told): AuditRecord {
  const { meta } = row;
  const said = fieldsOf(row.data);
  const isAttempt = row.category === "audit";
  return {
    position: row.position,
    id: row.event_id,
    recordedAt: timeOf(row.recorded_at),
    action: row.action,
    resource: resourceOf(row, said),
    result: row.result,
    commandId: row.command_id,
    leaf: row.leaf.toString("hex"),
    ...texts({
      actor: meta["actor"],
      client: meta["client"] ?? said["client"],
      reason: meta["reason"],
      currency: said["currency"] ?? said["ledger"],
      code: said["code"],
      correlationId: meta["correlationId"],
      traceparent: meta["traceparent"],
      ipPrefix: meta["ip"],
      requestHash: meta["request"],
    }),
    ...(typeof said["amount"] === "bigint" && { amount: said["amount"] }),
    ...(!isAttempt && { version: row.version }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(data: unknown): Fields {
  return typeof data === "object" && data !== null ? { ...data } : {};
}

/** What it was about: told by an attempt, else the batch or the stream. */
function resourceOf({ stream_id, action }: Told, said: Fields): string {
  if (typeof said["resource"] === "string") return said["resource"];
  const { batch } = said;
  const isBatch = action === "transfer.batch" && typeof batch === "string";
  return isBatch ? `batch:${batch}` : stream_id.replace("-", ":");
}

function texts<Name extends string>(fields: { readonly [_ in Name]: unknown }): {
  [_ in Name]?: string;
} {
  const known: { [_ in Name]?: string } = {};
  for (const name in fields) {
    const value: unknown = fields[name];
    if (typeof value === "string") known[name] = value;
  }
  return known;
}
