/** An answer as it came. */
export type WireAnswer = {
  readonly status: number;
  /** Names in lower case; of several of a name the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Whether another request may follow on the connection. */
  readonly isOpen: boolean;
};

const HEAD_END = "\r\n\r\n";
const STATUS_LINE = /^HTTP\/1\.1 (\d{3})(?: |$)/;

/** Reads an answer; undefined as long as it is not whole. `isOver` says that nothing will follow. */
export function readAnswer(
  bytes: Buffer,
  { method, isOver }: { readonly method: string; readonly isOver: boolean },
): WireAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const status = Number(STATUS_LINE.exec(first)?.[1]);
  if (Number.isNaN(status)) return undefined;
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  if (status < OK) return readAnswer(rest, { method, isOver });
  const headers = new Map(lines.map(headerOf));
  const isOpen = !isOver && headers.get("connection") !== "close";
  const hasNone = method === "HEAD" || BODILESS.has(status);
  const body = hasNone ? "" : readBody(rest, headers, isOver);
  return body === undefined ? undefined : { status, headers, body, isOpen };
}

const OK = 200;
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

function headerOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** By its length, in chunks, or all there is until the end. */
function readBody(
  rest: Buffer,
  headers: ReadonlyMap<string, string>,
  isOver: boolean,
): string | undefined {
  if (headers.get("transfer-encoding") === "chunked") return readChunks(rest);
  const length = headers.get("content-length");
  if (length === undefined) return isOver ? rest.toString() : undefined;
  return rest.length < Number(length) ? undefined : rest.toString("utf8", 0, Number(length));
}

const HEXADECIMAL = 16;

function readChunks(bytes: Buffer): string | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), HEXADECIMAL);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return Buffer.concat(chunks).toString();
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
