import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import type { Answer } from "./answer.ts";
import type { FaultEffect } from "./fault-plan.ts";

/** An answer as it goes over the wire. */
export type WireAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** The front proxy compresses bodies from about this size on. */
const GZIP_BYTES_MIN = 1024;
/** Speed before size: the stand-in shares its machine with what it serves. */
const GZIP_LEVEL = 1;

const compress = promisify(gzip);

/** The bytes of an answer, compressed when that is wished for and worth it. */
export async function wireAnswer(answer: Answer, acceptsGzip: boolean): Promise<WireAnswer> {
  const { status, headers } = answer;
  const plain = Buffer.from(answer.body);
  const isEncoded = headers["Content-Encoding"] !== undefined;
  const isCompressed = acceptsGzip && !isEncoded && plain.length >= GZIP_BYTES_MIN;
  const body = isCompressed ? await compress(plain, { level: GZIP_LEVEL }) : plain;
  const encoding = isCompressed ? { "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : {};
  const length = status === 204 ? {} : { "Content-Length": `${body.length}` };
  return { status, headers: { ...headers, ...encoding, ...length }, body };
}

/** True when the client names gzip without a quality of zero. */
export function acceptsGzip(request: IncomingMessage): boolean {
  const header = request.headers["accept-encoding"] ?? "";
  const codings = header.split(",").map((coding) => coding.trim().toLowerCase());
  return codings.some((coding) => /^gzip(?!\s*;\s*q=0(?:\.0*)?$)/u.test(coding));
}

/** What a fault leaves of the sending of `wire`, for the log. */
export function sentUnder(
  effect: FaultEffect | undefined,
  wire: WireAnswer,
): { readonly status: number; readonly bytes: number } {
  if (breaksBeforeHeaders(effect)) return { status: 0, bytes: 0 };
  const bytes = effect?.kind === "reset_mid_body" ? wire.body.length >> 1 : wire.body.length;
  return { status: wire.status, bytes };
}

/** Where and under which circumstances an answer is sent. */
export type Delivery = {
  readonly response: ServerResponse;
  readonly effect: FaultEffect | undefined;
  /** Ends waiting when the stand-in stops. */
  readonly signal: AbortSignal;
};

/** Sends the answer, or as much of it as the fault allows. */
export async function sendAnswer(wire: WireAnswer, delivery: Delivery): Promise<void> {
  const { response, effect, signal } = delivery;
  if (breaksBeforeHeaders(effect)) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (effect?.kind === "stall_headers") await sleep(effect.ms, undefined, { signal });
  response.writeHead(wire.status, wire.headers);
  const half = wire.body.subarray(0, wire.body.length >> 1);
  if (effect?.kind === "reset_mid_body") {
    await written(response, half);
    response.socket?.resetAndDestroy();
    return;
  }
  if (effect?.kind === "stall_body") {
    await written(response, half);
    await sleep(effect.ms, undefined, { signal });
    response.end(wire.body.subarray(half.length));
    return;
  }
  response.end(wire.body);
}

function breaksBeforeHeaders(effect: FaultEffect | undefined): boolean {
  return effect?.kind === "reset_before_headers" || effect?.kind === "refuse_connections";
}

/** Waits until the bytes are with the operating system, so that a reset comes after them. */
async function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(bytes, () => resolve());
  });
}
