import type { Cursor } from "../../application/cursor.ts";
import type { ListScope } from "../../domain/list-scope.ts";
import { digestOf } from "./digest.ts";
import type { QueryFault } from "./query-fault.ts";

const VERSION = "v1";
const DAMAGED = { message: "invalid cursor: damaged, or not given by this service" };
const FOREIGN = { message: "invalid cursor: belongs to a list with other filters" };
const TEXT =
  /^(?<signed>v1\|(?<filter>[\w-]+)\|(?<id>\d{1,16})\|(?<way>next|prev))\|(?<sum>[\w-]+)$/;

/** A cursor as clients pass it on: it tells which list it belongs to, and whether it arrived whole. */
export function cursorToken({ year, filter }: ListScope, { id, towards }: Cursor): string {
  const way = towards === "older" ? "next" : "prev";
  const text = [VERSION, digestOf([year, filter]), id, way].join("|");
  return Buffer.from(`${text}|${digestOf(text)}`).toString("base64url");
}

/** Reads a cursor that was made for this list, and no other. */
export function readCursorToken({ year, filter }: ListScope, token: string): Cursor | QueryFault {
  const bytes = Buffer.from(token, "base64url");
  const {
    signed = "",
    filter: list,
    id,
    way,
    sum,
  } = TEXT.exec(bytes.toString("latin1"))?.groups ?? {};
  // Decoding passes over what is not base64url; so a token must also be what it would be written as.
  const isWhole = bytes.toString("base64url") === token && sum === digestOf(signed);
  if (!isWhole || !Number.isSafeInteger(Number(id))) return DAMAGED;
  if (list !== digestOf([year, filter])) return FOREIGN;
  return { id: Number(id), towards: way === "next" ? "older" : "newer" };
}
