import { createHash } from "node:crypto";

import { fold } from "@holdfast/cqrs";
import { leafInput, type StoredEvent } from "@holdfast/cqrs/event-store";
import type { Database } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import { account, type Moved } from "../account.ts";
import type { Entry } from "../journal.ts";
import { SCHEMA, TENANTS } from "../place.ts";
import { hashOn } from "../read-along.ts";
import { keyOf, type Remembered } from "./remembered.ts";
import { type Rule, violations } from "./rows.ts";

/** What holds between the log and the tables beside it once nobody writes. */
const RULES: readonly Rule[] = [
  {
    name: "L3 events belong to a command, and commands have their events",
    wrong: `select coalesce(e.command_id, c.command_id) from (
        select tenant_id, meta ->> 'commandId' as command_id, count(*)::int as size,
          min(position) as first, max(position) as last from events group by 1, 2) as e
      full join (
        select tenant_id, command_id, sum(size)::int as size, min(position - size + 1) as first,
          max(position) as last from commands where size > 0 group by 1, 2) as c
        using (tenant_id, command_id)
      where (e.size, e.first, e.last) is distinct from (c.size, c.first, c.last)`,
  },
  {
    name: "L3 an event says by which command it is, and the how manieth",
    wrong: `select position from events where type <> 'Moved' and (
        data ->> 'by' is distinct from meta ->> 'commandId'
        or (data ->> 'at')::int >= (select sum(size) from commands
          where (commands.tenant_id, command_id) = (events.tenant_id, meta ->> 'commandId')))`,
  },
  {
    name: "L3 rows of the service stand and fall with their events",
    wrong: `select coalesce(posting.id, e.by) from posting
      full join (select data ->> 'by' as by from events where type = 'Posted') as e on e.by = posting.id
      where posting.id is null or e.by is null`,
  },
];

/** Audits the log at rest. */
export async function auditLog(admin: Database): Promise<readonly string[]> {
  return [...(await violations(admin, RULES)), ...(await auditLeaves(admin))];
}

type Leaf = Parameters<typeof leafInput>[0] & { readonly position: bigint; readonly leaf: string };

/** Hashes the stored bytes of each event again. */
async function auditLeaves(admin: Database): Promise<readonly string[]> {
  const { rows } = await admin.query<Leaf>({
    text: `select position, tenant_id as tenant, stream_id as "streamId", event_id as "eventId", type,
        case when leaf_has_version then version end as version, schema_version as "schemaVersion",
        data::text as data, meta::text as meta, encode(leaf, 'hex') as leaf,
        to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt"
      from ${SCHEMA}.events`,
  });
  return rows.flatMap(({ leaf, position, ...sealed }) => {
    const input = leafInput({ ...sealed, version: sealed.version ?? undefined });
    const hash = createHash("sha256").update(input).digest("hex");
    return hash === leaf ? [] : [`L12 the leaf of ${position} is not that of its bytes`];
  });
}

/** Reads the whole log as a service would; then what readers saw must be its beginnings. */
export async function auditReaders(
  database: Database,
  entries: readonly Entry[],
): Promise<readonly string[]> {
  const events = await readAll(database);
  const hashes = new Map<string, string>();
  let hash = "";
  for (const event of events) {
    hash = hashOn(hash, event);
    hashes.set(String(event.position), hash);
  }
  return entries.flatMap((entry) => {
    if (entry.entry !== "read" || hashes.get(entry.to) === entry.hash) return [];
    return [`L4 a reader saw another beginning of the log up to ${entry.to}`];
  });
}

/** Accounts are never overdrawn, and each command was told the balance it led to. */
export async function auditAccounts(
  database: Database,
  memory: ReadonlyMap<string, Remembered>,
): Promise<readonly string[]> {
  const events = (await readAll(database)).filter(({ category }) => category === "account");
  const streams = Map.groupBy(events, ({ tenant, streamId }) => `${tenant} ${streamId}`);
  return [...streams].flatMap(([stream, events]) =>
    events.flatMap(({ tenant, meta }, at) => {
      const balance = fold(account, events.slice(0, at + 1).map(movedOf));
      const { commandId } = meta;
      const kept = memory.get(keyOf({ tenant, id: String(commandId) }))?.answer;
      const isRight = balance >= 0 && kept === JSON.stringify({ balance });
      return isRight ? [] : [`${stream} comes to ${balance} by ${String(commandId)}: told ${kept}`];
    }),
  );
}

function movedOf({ event }: StoredEvent): Moved {
  const cents = "cents" in event ? Number(event.cents) : Number.NaN;
  return { type: "Moved", cents };
}

const PAGE = 1_000;

async function readAll(database: Database): Promise<readonly StoredEvent[]> {
  await using store = postgresEventStore({ database, schema: SCHEMA });
  const all: StoredEvent[] = [];
  for (;;) {
    const page = await store.readLog({ after: all.at(-1)?.position ?? 0n, max: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** The role of requests sees the events of the tenant that it names, all of them and no others. */
export async function auditTenants(app: Database, system: Database): Promise<readonly string[]> {
  await using store = postgresEventStore({ database: app, schema: SCHEMA });
  const all = await readAll(system);
  const max = all.length + 1;
  const nobody = await store.readLog({ after: 0n, max });
  const found = nobody.length > 0 ? ["L11 whoever names no tenant sees events"] : [];
  for (const tenant of TENANTS) {
    const seen = await store.readLog({ after: 0n, max, tenant });
    const own = all.filter((event) => event.tenant === tenant);
    const isOwn = seen.length === own.length && seen.every((event) => event.tenant === tenant);
    if (!isOwn) found.push(`L11 ${tenant} sees other than its own events`);
  }
  return found;
}
