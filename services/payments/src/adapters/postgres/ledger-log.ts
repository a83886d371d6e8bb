import { presentEvent } from "@holdfast/cqrs/catalogue";
import { readEvent } from "@holdfast/cqrs/event-store";
import type { Transaction } from "@holdfast/postgres";

import type { LedgerEvent } from "../../domain/ledger-event.ts";
import { ledgerEvents } from "../../domain/ledger-events.ts";
import type { Ledger } from "./open-book.ts";

/** An event of a ledger, and where it is in the log. */
export type LoggedEvent = { readonly position: bigint; readonly event: LedgerEvent };

type Row = readonly [
  position: bigint,
  streamId: string,
  type: string,
  schemaVersion: number,
  data: string,
];

const COLUMNS = "e.position, e.stream_id, e.type, e.schema_version, e.data::text";

/** The next events of all ledgers of a tenant, in their order. */
export async function ledgerLog(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { after, max }: { readonly after: bigint; readonly max: number },
): Promise<readonly LoggedEvent[]> {
  const { rows } = await tx.query<Row>({
    name: "ledger_log",
    text: `select ${COLUMNS} from ${schema}.events as e
      where e.tenant_id = $1 and e.position > 0 and e.position::float8 > $2::float8
        and e.category in ('account', 'transfer', 'quote') order by e.position::float8 limit $3`,
    values: [tenant, after, max],
    rowMode: "array",
  });
  return rows.map(loggedOfRow);
}

/** The events that transfers began with. */
export async function beginnings(
  tx: Transaction,
  { schema, tenant }: Ledger,
  transfers: readonly string[],
): Promise<readonly LedgerEvent[]> {
  const { rows } = await tx.query<Row>({
    name: "beginnings",
    text: `select ${COLUMNS} from ${schema}.events as e
      where e.tenant_id = $1 and e.stream_id = any ($2::text[]) and e.version = 1`,
    values: [tenant, transfers.map((id) => `transfer-${id}`)],
    rowMode: "array",
  });
  return rows.map((row) => loggedOfRow(row).event);
}

function loggedOfRow([position, streamId, type, schemaVersion, data]: Row): LoggedEvent {
  const recorded = { streamId, schemaVersion, event: readEvent(type, data) };
  return { position, event: presentEvent(recorded, ledgerEvents) };
}
