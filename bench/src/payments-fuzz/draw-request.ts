import type { Draw } from "../draw.ts";
import { oneOf } from "./choose.ts";
import { drawBody, type Ids } from "./draw-body.ts";
import { breakHeaders, type Headers } from "./draw-headers.ts";
import { READS, RIGHT_IN_PATH, RIGHT_IN_QUERY, WRITES } from "./fuzzed-routes.ts";
import { oddText } from "./odd-values.ts";
import type { WireRequest } from "./wire-request.ts";

/** Who asks, and what there is to ask about. */
export type Asker = { readonly token: string; readonly ids: Ids };

const BODY_BYTES_MAX = 1_048_576;
const METHODS = [
  ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"],
  ["POST", "BREW", "get", "PRI"],
].flat();
const NOWHERE = [
  ["/", "/v1", "/v1/", "//", "/v2/transfers", "/v1/transfers/", "/V1/TRANSFERS", "/.env", "*"],
  ["/v1/transfers/%ff", "/v1/transfers/%", "/v1/%2e%2e/x", "/v1/transfers?%", "http://x/v1"],
  ["/v1/transfers/batch/x", "/v1/transfers\u00e4", "/v1/transfers/a b", "?", "v1", "/#", "/\\"],
  [`/${"x".repeat(5_000)}`, `/v1/transfers?${"a=b&".repeat(500)}`],
].flat();

/** The next request; `number` is its place among those of the seed. */
export function drawRequest(draw: Draw, asker: Asker, number: number): WireRequest {
  const lot = draw.between(1, 100);
  const request = lot <= 85 ? writing(draw, asker, number) : reading(draw, asker);
  if (draw.chance(2)) return { ...request, method: oneOf(draw, METHODS), isLast: true };
  if (draw.chance(2)) return { ...request, target: oneOf(draw, NOWHERE), isLast: true };
  if (!draw.chance(5)) return request;
  return { ...request, ...breakHeaders(draw, request.headers) };
}

function writing(draw: Draw, asker: Asker, number: number): WireRequest {
  const route = oneOf(draw, WRITES);
  const body = drawBody(draw, route, asker.ids);
  const target = targetOf(draw, asker, route.path);
  const key = draw.chance(95) ? `fuzz-${number}` : oneOf(draw, ["again", '"again"', "a,b"]);
  const headers = headersOfWrite(asker, key);
  return { method: "POST", target, headers, body, isLast: body.length > BODY_BYTES_MAX };
}

function reading(draw: Draw, asker: Asker): WireRequest {
  const { path, query } = oneOf(draw, READS);
  const asked = [...query, oddText(draw)].filter((_, at) =>
    draw.chance(at < query.length ? 30 : 3),
  );
  const search = asked.map((name) => `${name}=${encoded(queryValue(draw, name, asker))}`).join("&");
  const target = targetOf(draw, asker, path) + (search === "" ? "" : `?${search}`);
  return { method: "GET", target, headers: headersOf(asker), body: Buffer.alloc(0), isLast: false };
}

function queryValue(draw: Draw, name: string, { ids }: Asker): string {
  return draw.chance(15) ? oddText(draw) : oneOf(draw, RIGHT_IN_QUERY.get(name) ?? ids);
}

/** As a client sends them that makes no mistake. */
export function headersOfWrite(asker: Pick<Asker, "token">, key: string): Headers {
  return [...headersOf(asker), ["content-type", "application/json"], ["idempotency-key", key]];
}

function headersOf({ token }: Pick<Asker, "token">): Headers {
  return [
    ["host", "payments.example"],
    ["authorization", `Bearer ${token}`],
  ];
}

/** With ids, numbers and currencies in it, most of them right. */
function targetOf(draw: Draw, { ids }: Asker, path: string): string {
  return path.replaceAll(/\{\w+\}/g, (part) =>
    encoded(draw.chance(5) ? oddText(draw) : oneOf(draw, RIGHT_IN_PATH.get(part) ?? ids)),
  );
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
