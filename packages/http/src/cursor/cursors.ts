import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";

import { HttpProblem } from "../http-problem.ts";

/** Whose list a cursor goes on with: one that was handed out for another list or tenant is no cursor at all. */
export type CursorScope = {
  /** Name of the list, such as `transfers`. */
  readonly list: string;
  /** A uuid. */
  readonly tenant: string;
  /** What the list is filtered and sorted by; a cursor of another filter is a `cursor_mismatch`. */
  readonly filter: Readonly<Record<string, unknown>>;
};

/** Turns the sort key of a page's last row into a text for the client, and back. */
export type Cursors = {
  /** The same text each time. Throws a RangeError for a sort key of more than 512 bytes of JSON. */
  seal(sortKey: readonly string[], scope: CursorScope): string;
  /** Throws the problem 400 `invalid_cursor` for what was not sealed here, and 400 `cursor_mismatch`. */
  open(cursor: string, scope: CursorScope): readonly string[];
};

const FORM = 1;
const FILTER_BYTES = 16;
const MAC_BYTES = 16;
const HEAD_BYTES = 1 + FILTER_BYTES;
const SORT_KEY_BYTES_MAX = 512;
const SECRET_BYTES_MIN = 32;

/** The longest cursor there is, in characters. */
export const CURSOR_LENGTH_MAX = Math.ceil(((HEAD_BYTES + SORT_KEY_BYTES_MAX + MAC_BYTES) * 4) / 3);

/**
 * Signs with the first of the secrets and believes any of them: put a new one in front, and take the
 * old one away later. What a cursor holds can be read by whoever has it, and not be changed. Throws a
 * RangeError for no secret, and for one of fewer than 32 bytes.
 */
export function cursors(secrets: readonly Uint8Array[]): Cursors {
  const [newest] = secrets;
  if (newest === undefined || secrets.some(({ byteLength }) => byteLength < SECRET_BYTES_MIN)) {
    throw new RangeError(`a cursor is signed with a secret of at least ${SECRET_BYTES_MIN} bytes`);
  }
  return {
    seal: (sortKey, scope) => {
      const place = Buffer.from(JSON.stringify(sortKey));
      if (place.byteLength > SORT_KEY_BYTES_MAX) throw new RangeError("the sort key is too long");
      const content = Buffer.concat([Buffer.of(FORM), filterHash(scope), place]);
      return Buffer.concat([content, macOf(content, scope, newest)]).toString("base64url");
    },
    open: (cursor, scope) => {
      const content = contentOf(cursor, scope, secrets);
      if (content === undefined) throw new HttpProblem(INVALID);
      const filter = content.subarray(1, HEAD_BYTES);
      if (!filter.equals(filterHash(scope))) throw new HttpProblem(MISMATCH);
      return JSON.parse(content.toString("utf8", HEAD_BYTES));
    },
  };
}

const INVALID = {
  status: 400,
  code: "invalid_cursor",
  title: "invalid cursor",
  detail: "this cursor is not one that was handed out here: begin with the first page",
};
const MISMATCH = {
  status: 400,
  code: "cursor_mismatch",
  title: "cursor mismatch",
  detail: "this cursor belongs to another filter: keep the filter, or begin with the first page",
};

/** The signed bytes; undefined for what was not signed here. */
function contentOf(
  cursor: string,
  scope: CursorScope,
  secrets: readonly Uint8Array[],
): Buffer | undefined {
  if (cursor.length > CURSOR_LENGTH_MAX) return undefined;
  const bytes = Buffer.from(cursor, "base64url");
  // Node skips what is no base64, so that many texts would be one cursor.
  if (bytes.toString("base64url") !== cursor || bytes[0] !== FORM) return undefined;
  const end = bytes.byteLength - MAC_BYTES;
  if (end < HEAD_BYTES) return undefined;
  const [content, mac] = [bytes.subarray(0, end), bytes.subarray(end)];
  const isOurs = secrets.some((secret) => timingSafeEqual(macOf(content, scope, secret), mac));
  return isOurs ? content : undefined;
}

function macOf(content: Buffer, { list, tenant }: CursorScope, secret: Uint8Array): Buffer {
  const whose = JSON.stringify(["holdfast cursor", list, tenant.toLowerCase()]);
  const mac = createHmac("sha256", secret).update(whose).update(content).digest();
  return mac.subarray(0, MAC_BYTES);
}

function filterHash({ filter }: CursorScope): Buffer {
  return createHash("sha256").update(canonicalJson(filter)).digest().subarray(0, FILTER_BYTES);
}
