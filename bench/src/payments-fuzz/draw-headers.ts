import type { Draw } from "../draw.ts";
import { oneOf } from "./choose.ts";

type Header = readonly [name: string, value: string];

/** Headers in their order. */
export type Headers = readonly Header[];

/** What is done to headers, and whether the connection is of no use afterwards. */
type Broken = { readonly headers: Headers; readonly isLast?: boolean };
type Breaking = (draw: Draw, headers: Headers) => Broken;

/** More than the service reads of a head. */
const TOO_LONG = 9_000;

const TYPES = [
  ["text/plain", "application/xml", "application/json; charset=utf-16", "application/json;;;"],
  ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "*/*", ""],
  ["application/json, application/json", "APPLICATION/JSON", "application/problem+json", "/"],
].flat();

const TOKENS = [
  [
    "",
    "Bearer",
    "Bearer ",
    "bearer x",
    "Basic YTpi",
    "Bearer a.b.c",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
  ],
  [`Bearer ${"x".repeat(5_000)}`],
].flat();

const KEYS = [
  ["", " ", '"', '""', '"a', "a,b", "a b", "ä", "\u007f", `"${"k".repeat(256)}"`, "k".repeat(255)],
  ["again", '"again"', String.raw`"a\"b"`, "__proto__", "key:", "\u0001"],
].flat();

const MORE: readonly Header[] = [
  ["expect", "100-continue"],
  ["expect", "x"],
  ["upgrade", "h2c"],
  ["accept", "text/html"],
  ["accept-encoding", "gzip, br"],
  ["content-encoding", "gzip"],
  ["if-match", '"x"'],
  ["if-match", "*"],
  ["if-match", '"1.0"'],
  ["traceparent", "00-x-y-z"],
  ["traceparent", `00-${"0".repeat(32)}-${"0".repeat(16)}-00`],
  ["x-forwarded-for", "' or 1=1"],
  ["origin", "null"],
  ["range", "bytes=0-1"],
  ["connection", "close"],
  ["cookie", "\u0080\u00ff"],
  ["x", "\u0000"],
  ["x y", "z"],
  ["", "x"],
  ["x", "a\r b"],
  ["host", "elsewhere.example"],
];

const BREAKINGS: readonly Breaking[] = [
  (draw, headers) => ({ headers: instead(headers, "content-type", oneOf(draw, TYPES)) }),
  (draw, headers) => ({ headers: instead(headers, "authorization", oneOf(draw, TOKENS)) }),
  (draw, headers) => ({ headers: instead(headers, "idempotency-key", oneOf(draw, KEYS)) }),
  (draw, headers) => {
    const left = draw.between(0, headers.length - 1);
    return { headers: headers.filter((_, at) => at !== left) };
  },
  (draw, headers) => {
    const twice = headers[draw.between(0, headers.length - 1)];
    return { headers: twice === undefined ? headers : [...headers, twice] };
  },
  (draw, headers) => ({ headers: [...headers, oneOf(draw, MORE)], isLast: true }),
  (_draw, headers) => ({ headers: [...headers, ["x-long", "x".repeat(TOO_LONG)]], isLast: true }),
  (_draw, headers) => {
    const many = Array.from({ length: 300 }, (_, at) => [`x-${at}`, "x"] as const);
    return { headers: [...headers, ...many], isLast: true };
  },
  // None that is too short, which would make two requests of one: what is behind the first is no HTTP, and whoever sends
  // that loses the answer to the first along with the connection.
  (draw, headers) => {
    const told = oneOf(draw, ["-1", "x", "1e1", "0x1", "", "1, 1", "9".repeat(30)]);
    return { headers: [...headers, ["content-length", told]], isLast: true };
  },
  // Bytes that are no chunks.
  (draw, headers) => {
    const coding = oneOf(draw, ["chunked", "identity", "gzip, chunked", "chunked, chunked", "x"]);
    return { headers: [...headers, ["transfer-encoding", coding]], isLast: true };
  },
];

/** Headers that no client should send. */
export function breakHeaders(draw: Draw, headers: Headers): Required<Broken> {
  return { isLast: false, ...oneOf(draw, BREAKINGS)(draw, headers) };
}

function instead(headers: Headers, name: string, value: string): Headers {
  return [...headers.filter(([each]) => each !== name), [name, value]];
}
