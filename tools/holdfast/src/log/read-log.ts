import type { LogPlace } from "./log-place.ts";
import {
  type EventRow,
  isWhole,
  type LoggedEvent,
  loggedEvent,
  pageOfEvents,
} from "./logged-event.ts";

/** Which events of the log. */
export type LogFilter = {
  readonly category?: string | undefined;
  readonly type?: string | undefined;
  readonly tenant?: string | undefined;
  readonly correlation?: string | undefined;
};

/** Events and how far the log was looked at for them. */
export type LogPart = { readonly events: readonly LoggedEvent[]; readonly to: bigint };

/** So many positions are looked at in one statement: it takes a tenth of a second, and tells of progress. */
const POSITIONS_MAX = 50_000;

/** The part of the log after a position that one statement looks at; `to` is its end, `head` that of the log. */
export async function readLogPart(
  { database, schema }: LogPlace,
  { after, head, filter }: { after: bigint; head: bigint; filter: LogFilter },
): Promise<LogPart> {
  const { sql, values } = conditions(filter);
  const to = after + BigInt(POSITIONS_MAX) < head ? after + BigInt(POSITIONS_MAX) : head;
  const { rows } = await database.read<EventRow>({
    text: pageOfEvents(
      `${schema}.events where events.position > $1 and events.position <= $2 ${sql}`,
      "position",
    ),
    values: [after, to, ...values],
    rowMode: "array",
  });
  const events = rows.map(loggedEvent);
  const last = events.at(-1);
  return { events, to: isWhole(rows) || last === undefined ? to : last.position };
}

function conditions({ category, type, tenant, correlation }: LogFilter) {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (value: string | undefined, sql: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    parts.push(`and ${sql(`$${values.length + 2}`)}`);
  };
  add(category, (parameter) => `events.category = ${parameter}`);
  add(type, (parameter) => `events.type = ${parameter}`);
  add(tenant, (parameter) => `events.tenant_id = ${parameter}::uuid`);
  add(correlation, (parameter) => `events.meta ->> 'correlationId' = ${parameter}`);
  return { sql: parts.join(" "), values };
}

/** The last position of the log. */
export async function readHead({ database, schema }: LogPlace): Promise<bigint> {
  const text = `select position from ${schema}.log_head`;
  return (await database.read<{ position: bigint }>({ text })).rows[0]?.position ?? 0n;
}
