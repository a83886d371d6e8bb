import type { Database } from "@holdfast/postgres";
import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";

import type { ChangeLog, LogState } from "../../application/change-log.ts";
import type { Change } from "../../application/change.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const View = Type.Object({
  id: Type.Integer(),
  level: Type.Integer(),
  timestamp: Type.String(),
  hash: Type.String(),
  counter: Type.Integer(),
  nonce: OrNull(Type.Integer()),
  delegator: Type.String(),
  initiator: OrNull(Type.String()),
  amount: Type.String(),
  prevBaker: OrNull(Type.String()),
  newBaker: OrNull(Type.String()),
  status: Type.Enum(STATUSES),
  kind: OrNull(Type.Enum(KINDS)),
  final: Type.Boolean(),
});
const Retracted = Type.Object({ fromLevel: Type.Integer(), rows: Type.Array(View) });
const Final = Type.Object({ after: Type.Integer() });

type ChangeRow = {
  readonly seq: bigint;
  readonly op: Change["op"];
  readonly level: number;
  readonly payload: string;
};

type StateRow = {
  readonly head: number;
  readonly final: number;
  readonly total: number;
  readonly oldest: bigint;
  readonly newest: bigint;
  readonly is_replaced: boolean;
};

/** A change that no leader writes; those who follow wait until somebody has looked. */
class ChangeUnreadable extends Error {
  override readonly name = "ChangeUnreadable";
  readonly code = "change_unreadable";
}

function payloadOf<Schema extends TSchema>(
  schema: Schema,
  { seq, payload }: ChangeRow,
): Static<Schema> {
  const value: unknown = JSON.parse(payload);
  if (Value.Check(schema, value)) return value;
  throw new ChangeUnreadable(`change ${seq} has a payload of a wrong shape`);
}

function changeOf(row: ChangeRow): Change {
  const seq = Number(row.seq);
  switch (row.op) {
    case "added":
      return { seq, op: "added", row: payloadOf(View, row) };
    case "retracted":
      return { seq, op: "retracted", ...payloadOf(Retracted, row) };
    case "final":
      return { seq, op: "final", after: payloadOf(Final, row).after, level: row.level };
    case "reset":
      return { seq, op: "reset" };
    default:
      return row.op satisfies never;
  }
}

function stateOf({ head, final, total, oldest, newest, is_replaced }: StateRow): LogState {
  const border = { oldest: Number(oldest), newest: Number(newest) };
  return { head, final, total, ...border, isReplaced: is_replaced };
}

/** One statement, so that levels, count and numbers belong to the same moment. */
function stateStatement(schema: string): string {
  return `
    select s.head_level as head, s.final_level as final, coalesce(c.n, 0) as total, s.last_change as newest,
           coalesce((select min(seq) from ${schema}.change), s.last_change + 1) as oldest,
           exists (select from ${schema}.change where seq > $1 and op = 'reset') as is_replaced
    from ${schema}.sync s left join ${schema}.scope_count c on c.year = 0`;
}

/** Changes before the first one that is young enough: what is left has no gaps, whatever the clocks did. */
/** The change log in its table. */
export function changeLog(database: Database, schema: string): ChangeLog {
  const since = `select seq, op, level, payload from ${schema}.change where seq > $1 order by seq limit $2`;
  return {
    async since(seq, limit) {
      const { rows } = await database.read<ChangeRow>({
        name: "changes-since",
        text: since,
        values: [seq, limit],
      });
      return rows.map(changeOf);
    },
    async state(after = Number.MAX_SAFE_INTEGER) {
      const { rows } = await database.read<StateRow>({
        name: "change-log-state",
        text: stateStatement(schema),
        values: [after],
      });
      const [row] = rows;
      if (row === undefined) throw new RangeError("the table sync has lost its row");
      return stateOf(row);
    },
  };
}
