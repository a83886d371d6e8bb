import type { Draw } from "../draw.ts";
import { SCHEMA } from "../kernel/kernel-rival.ts";

/** What somebody does to a log who may do anything, and where it has to be found. */
export type Tampering = {
  readonly what: string;
  readonly statements: readonly string[];
  /** The positions of which one at least has to lie within what is found. */
  readonly from: number;
  readonly to: number;
};

/** The leaf that fits an event with other data. */
const NEW_LEAF = `sha256('\\x00'::bytea || convert_to(concat('{"data":', d, ',"eventId":"', event_id, '","meta":', meta,
  ',"recordedAt":"', to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '","schemaVersion":', schema_version,
  ',"streamId":', to_json(stream_id), ',"tenant":"', tenant_id, '","type":', to_json(type),
  case when leaf_has_version then concat(',"version":', version) end, '}'), 'UTF8'))`;

/** One bit of a text, near its end so that it stays a text. */
const flipped = (column: string, bit: number): string =>
  `overlay(${column}::text placing chr(ascii(right(${column}::text, 1)) # ${2 ** bit}) from length(${column}::text))`;

/** Draws what is done to a log of so many events. */
export function drawTampering(draw: Draw, events: number): Tampering {
  const at = draw.between(1, events);
  const kinds = [flip, flip, flip, swap, drop, cut, cutSigned, rewrite];
  const kind = kinds[draw.between(0, kinds.length - 1)] ?? flip;
  return kind(draw, at, events);
}

const table = `${SCHEMA}.events`;
const here = (at: number): string => `where events.position = ${at}`;

function flip(draw: Draw, at: number, _events: number): Tampering {
  const bit = draw.between(0, 6);
  const place = draw.between(0, 255);
  const columns: Readonly<Record<string, string>> = {
    position: `position # ${2 ** draw.between(20, 40)}::bigint`,
    tenant_id: `${flipped("tenant_id", bit % 3)}::uuid`,
    stream_id: flipped("stream_id", bit),
    category: flipped("category", bit),
    version: `version # ${2 ** draw.between(0, 20)}`,
    event_id: `${flipped("event_id", bit % 3)}::uuid`,
    type: flipped("type", bit),
    schema_version: `schema_version # ${2 ** draw.between(0, 20)}`,
    data: `(data::text || ' ')::json`,
    meta: `(meta::text || ' ')::json`,
    recorded_at: `recorded_at + interval '1 microsecond' * ${2 ** draw.between(0, 40)}`,
    leaf: `set_bit(leaf, ${place}, 1 - get_bit(leaf, ${place}))`,
    leaf_has_version: "not leaf_has_version",
  };
  const names = Object.keys(columns);
  const column = names[draw.between(0, names.length - 1)] ?? "leaf";
  const text = `update ${table} set ${column} = ${columns[column]} ${here(at)}`;
  return { what: `flips ${column} of ${at}`, statements: [text], from: at, to: at };
}

function swap(draw: Draw, at: number, events: number): Tampering {
  const other = 1 + ((at + draw.between(0, events - 2)) % events);
  const [from, to] = [Math.min(at, other), Math.max(at, other)];
  const move = (one: number, next: number) => `update ${table} set position = ${next} ${here(one)}`;
  // It may show first where the next event of one of the two streams follows.
  return {
    what: `swaps ${from} and ${to}`,
    statements: [move(from, -1), move(to, from), move(-1, to)],
    from,
    to,
  };
}

function drop(_draw: Draw, at: number, _events: number): Tampering {
  return {
    what: `drops ${at}`,
    statements: [`delete from ${table} ${here(at)}`],
    from: at,
    to: at,
  };
}

function cut(_draw: Draw, at: number, _events: number): Tampering {
  const statements = [
    `delete from ${table} where events.position >= ${at}`,
    `update ${SCHEMA}.log_head set position = ${at - 1}`,
  ];
  return { what: `cuts from ${at}`, statements, from: at, to: at };
}

function cutSigned(draw: Draw, at: number, events: number): Tampering {
  const statements = [
    ...cut(draw, at, events).statements,
    `delete from ${SCHEMA}.tree_heads where size >= ${at}`,
    `delete from ${SCHEMA}.tree_tiles where (index + 1) * 256 >= ${at}`,
  ];
  return { what: `cuts all from ${at}`, statements, from: at, to: at };
}

function rewrite(_draw: Draw, at: number, _events: number): Tampering {
  const text = `update ${table} as e set data = n.d, leaf = n.leaf
    from (select events.position, d, ${NEW_LEAF} as leaf from ${table}, (select '{"a":1}'::json as d) as d) as n
    where e.position = n.position and e.position = ${at}`;
  return { what: `writes ${at} anew`, statements: [text], from: at, to: at };
}
