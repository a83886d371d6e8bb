import type { ExportFormat, ExportRequest } from "../../application/delegation-exports.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";
import { literal } from "./literal.ts";
import { selectionConditions } from "./selection-conditions.ts";
import type { SelectionEdges } from "./selection-edges.ts";

type ExportEdges = Pick<SelectionEdges, "state" | "above" | "below" | "sender" | "baker">;

/** A member of the rows: as an expression, and whether its JSON is a text. It may be null where it is not a number. */
type Member = {
  readonly name: string;
  readonly sql: string;
  readonly json: "bare" | "text" | "text or null" | "number or null";
};

function word(words: readonly string[], column: string): string {
  return `('{${words.join(",")}}'::text[])[d.${column} + 1]`;
}

/** The members of a `DelegationView`, in its order. */
function members(finalLevel: number, address: (column: string) => string): readonly Member[] {
  return [
    { name: "id", sql: "d.id", json: "bare" },
    { name: "level", sql: "d.level", json: "bare" },
    { name: "timestamp", sql: `to_char(d.ts, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`, json: "text" },
    { name: "hash", sql: "d.op_hash", json: "text" },
    { name: "counter", sql: "d.counter", json: "bare" },
    { name: "nonce", sql: "nullif(d.nonce, -1)", json: "number or null" },
    { name: "delegator", sql: address("sender"), json: "text" },
    { name: "initiator", sql: address("initiator"), json: "text or null" },
    { name: "amount", sql: "d.amount", json: "text" },
    { name: "prevBaker", sql: address("prev_baker"), json: "text or null" },
    { name: "newBaker", sql: address("new_baker"), json: "text or null" },
    { name: "status", sql: word(STATUSES, "status"), json: "text" },
    { name: "kind", sql: word(KINDS, "kind"), json: "text or null" },
    { name: "final", sql: `(d.level <= ${literal(finalLevel, "int")})::text`, json: "bare" },
  ];
}

const JSON_OF = {
  bare: (sql: string) => sql,
  text: (sql: string) => `'"', ${sql}, '"'`,
  "text or null": (sql: string) => `coalesce('"' || ${sql} || '"', 'null')`,
  "number or null": (sql: string) => `coalesce((${sql})::text, 'null')`,
} as const;

/** Numbers, Base58 and words of ours need no escaping, neither in JSON nor in COPY: a line is put together as it is. */
function jsonLine(columns: readonly Member[]): string {
  const parts = columns.map(
    ({ name, sql, json }, at) => `'${at === 0 ? "{" : ","}"${name}":', ${JSON_OF[json](sql)}`,
  );
  return `concat(${parts.join(", ")}, '}')`;
}

function csvColumns(columns: readonly Member[]): string {
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return columns.map(({ name, sql }) => `${sql} as "${snake(name)}"`).join(", ");
}

/**
 * The addresses by their number, gathered once: a subscript costs nothing beside four joins of the whole history,
 * which would be hashed in parts on the disk and sorted again. `name` has a fixed length, so that a subscript is one
 * step; it holds 63 bytes, and an address has 36.
 */
function addressBook(schema: string): string {
  return `with book as materialized (
    select array_agg(coalesce(a.addr, '')::name order by n) as addresses
    from generate_series(1, (select max(aid) from ${schema}.address)) n left join ${schema}.address a on a.aid = n)`;
}

function isOfOneAccount({ filter }: ExportRequest): boolean {
  return filter.delegator !== undefined || filter.baker !== undefined;
}

/** Which delegations `d` the export holds: ids ascend with ranks, and every index holds them. */
function selection(schema: string, { filter }: ExportRequest, edges: ExportEdges): string {
  const { every, alternatives } = selectionConditions(filter, edges, literal);
  const anyOf = alternatives.map((all) => all.join(" and ")).join(" or ");
  const bounds = [
    `d.id > ${literal(edges.above, "bigint")}`,
    `d.id < ${literal(edges.below, "bigint")}`,
  ];
  const where = [...bounds, ...every, ...(anyOf === "" ? [] : [`(${anyOf})`])];
  return `from ${schema}.delegation d where ${where.join(" and ")}`;
}

/** Counts what the export will hold. */
export function countSql(schema: string, request: ExportRequest, edges: ExportEdges): string {
  return `select count(*)::int as count ${selection(schema, request, edges)}`;
}

const FORMATS: Readonly<Record<ExportFormat, string>> = {
  csv: "(format csv, header)",
  ndjson: "(format text)",
};

/** The whole statement. */
export function copySql(schema: string, request: ExportRequest, edges: ExportEdges): string {
  // The rows of one account are few: gathering all addresses for them would take longer than looking theirs up.
  const isSmall = isOfOneAccount(request);
  const address = (column: string) =>
    isSmall
      ? `(select addr from ${schema}.address where aid = d.${column})`
      : `(select addresses from book)[d.${column}]`;
  const columns = members(edges.state.final, address);
  const line = request.format === "csv" ? csvColumns(columns) : jsonLine(columns);
  const query = `${isSmall ? "" : addressBook(schema)} select ${line} ${selection(schema, request, edges)}`;
  return `copy (${query} order by d.id) to stdout ${FORMATS[request.format]}`;
}
