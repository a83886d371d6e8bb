import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { HttpProblem, type Server } from "@holdfast/http";

import {
  EXPORT_FORMATS,
  type BegunExport,
  type DelegationExports,
  type ExportFormat,
  type ExportRequest,
  type ExportSize,
  pinnedMark,
} from "../../application/delegation-exports.ts";
import type { HistoryMark } from "../../application/history-mark.ts";
import type { MirrorView } from "../../application/list-delegations.ts";
import { type ReadMirrorState, markOf } from "../../application/mirror-state.ts";
import { readAsOf } from "./as-of-query.ts";
import { ASK_FIRST, VARY } from "./caching.ts";
import { documentedOnly } from "./documented-only.ts";
import { historyTag, isUnchanged } from "./entity-tag.ts";
import { exportBody, exportEncoding, exportTrailer } from "./export-body.ts";
import { EXPORT_PARAMETERS, exportSchema } from "./export-schema.ts";
import type { ExportSlots } from "./export-slots.ts";
import { readFilter } from "./filter-query.ts";
import type { GoQuery } from "./go-query.ts";
import { refuseUnranked } from "./history-loading.ts";
import { knownQuery } from "./known-query.ts";
import { levelHeaders } from "./level-headers.ts";
import { flushed, pour } from "./pour.ts";
import { orRefuse } from "./query-fault.ts";

/** An export of everything takes seconds; one of them may end soon. */
const BUSY_RETRY_SECONDS = "5";
/** A snapshot that is held for longer keeps PostgreSQL from tidying up. */
const EXPORT_MS_MAX = 30 * 60_000;

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson",
};

export type ExportRouteOptions = {
  readonly view: () => MirrorView;
  readonly readState: ReadMirrorState;
  readonly exports: DelegationExports;
  readonly size: ExportSize;
  readonly slots: ExportSlots;
  /** How long a client may read nothing before it is cut off. */
  readonly stallMs: number;
};

/** The history as one file, in each format. */
export function exportRoutes(server: Server, options: ExportRouteOptions): void {
  for (const format of EXPORT_FORMATS) exportRoute(server, format, options);
}

function exportRoute(server: Server, format: ExportFormat, options: ExportRouteOptions): void {
  server.route({
    method: "GET",
    url: `/v1/export.${format}`,
    schema: exportSchema(format),
    config: { isStream: true },
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      refuseUnranked(options.view(), "whole");
      const query = knownQuery(request.raw.url, { known: Object.keys(EXPORT_PARAMETERS) });
      const asked = readExport(format, query);
      const naming = namingHeaders(asked, pinnedMark(markOf(await options.readState()), asked));
      reply.headers(naming);
      if (isUnchanged(request.headers["if-none-match"], naming.etag)) return reply.code(304).send();
      const encoding = exportEncoding(request.headers["accept-encoding"]);
      if (request.method === "HEAD") {
        reply
          .headers(await sizeHeaders(asked, options.size))
          .headers(bodyHeaders(format, encoding));
        return reply.send(exportBody("identity").end());
      }
      reply.headers(bodyHeaders(format, encoding));
      const answer = {
        encoding,
        raw: reply.raw,
        signal: request.signal,
        send: (body: Duplex, { mark, count }: BegunExport) => {
          reply.headers(namingHeaders(asked, mark));
          void reply.header("x-total-count", String(count)).send(body);
        },
        onCutOff: (err: unknown) =>
          request.log.warn({ err, trace: request.traceId }, "export cut off"),
      };
      await sendExport(asked, answer, options);
      return reply;
    },
  });
}

type Answer = {
  readonly encoding: "gzip" | "identity";
  readonly raw: ServerResponse;
  readonly signal: AbortSignal;
  readonly send: (body: Duplex, begun: BegunExport) => void;
  readonly onCutOff: (error: unknown) => void;
};

/** Streams the export. What fails before it has begun is thrown; later, only a broken connection can tell. */
async function sendExport(
  asked: ExportRequest,
  { encoding, raw, signal, send, onCutOff }: Answer,
  { exports, slots, stallMs }: ExportRouteOptions,
): Promise<void> {
  const body = exportBody(encoding);
  let mark: HistoryMark | undefined;
  const begin = async (begun: BegunExport): Promise<void> => {
    const chunks = await begunChunks(begun.chunks);
    ({ mark } = begun);
    send(body, begun);
    await pour(chunks, body, stallMs);
  };
  const until = AbortSignal.any([signal, AbortSignal.timeout(EXPORT_MS_MAX)]);
  try {
    // The slot is free again before the reader sees the end, and may ask for its next export.
    await inSlot(slots, () => exports(asked, begin, until));
    body.end(mark === undefined ? "" : exportTrailer(asked.format, mark));
    await flushed(raw, stallMs);
  } catch (error) {
    if (mark === undefined) throw error;
    body.destroy(error instanceof Error ? error : new TypeError("export cut off"));
    raw.destroy(); // What the other end never took would be waited for.
    onCutOff(error);
  }
}

function readExport(format: ExportFormat, query: GoQuery): ExportRequest {
  const filter = orRefuse(readFilter(query));
  return { format, filter, ...orRefuse(readAsOf(query)) };
}

/** What names the state of the history that the answer was made from. */
function namingHeaders({ format, filter, asOf }: ExportRequest, mark: HistoryMark) {
  const etag = historyTag(["export", format, filter, asOf ?? null], mark);
  return { ...levelHeaders(mark), etag, ...ASK_FIRST };
}

/** What can be said of an export that is not made. */
async function sizeHeaders(asked: ExportRequest, size: ExportSize) {
  const { mark, count } = await size(asked);
  const total = count === undefined ? {} : { "x-total-count": String(count) };
  return { ...namingHeaders(asked, mark), ...total };
}

function bodyHeaders(format: ExportFormat, encoding: "gzip" | "identity"): Record<string, string> {
  return {
    "content-type": CONTENT_TYPES[format],
    "content-disposition": `attachment; filename="delegations.${format}"`,
    ...(encoding === "gzip" ? { "content-encoding": "gzip" } : {}),
  };
}

async function inSlot(slots: ExportSlots, work: () => Promise<void>): Promise<void> {
  using slot = slots.take();
  if (slot !== undefined) return await work();
  throw new HttpProblem({
    status: 503,
    code: "export_busy",
    title: "Service Unavailable",
    detail: "as many exports as may run at the same time are running",
    headers: { "retry-after": BUSY_RETRY_SECONDS },
  });
}

/** The same chunks once the first is there: until then a failure can still be answered in words. */
async function begunChunks(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  return (async function* (): AsyncGenerator<Uint8Array> {
    for (let next = first; next.done !== true; next = await source.next()) yield next.value;
  })();
}
