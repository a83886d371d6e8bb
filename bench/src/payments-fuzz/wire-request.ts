/** A request as its bytes are sent. */
export type WireRequest = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** In their order; a name may be there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Nothing can follow it on its connection: it is not framed as it should be, or larger than the service reads. */
  readonly isLast: boolean;
};

/** Head and body; the length is told unless a header tells one, or how the body is framed. */
export function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const isFramed = headers.some(([name]) => FRAMING.has(name.toLowerCase()));
  const all = isFramed ? headers : [...headers, ["content-length", String(body.length)] as const];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

const FRAMING: ReadonlySet<string> = new Set(["content-length", "transfer-encoding"]);

const TOLD_MAX = 400;

/** What was sent, for people. */
export function told({ method, target, headers, body }: WireRequest): string {
  const shown = headers.filter(([name]) => name !== "authorization").map((each) => each.join(": "));
  const start = body.subarray(0, TOLD_MAX).toString("latin1");
  const rest = body.length > TOLD_MAX ? `… (${body.length} bytes)` : "";
  return `${method} ${target.slice(0, TOLD_MAX)} ${JSON.stringify(shown).slice(0, TOLD_MAX)} ${JSON.stringify(start)}${rest}`;
}
