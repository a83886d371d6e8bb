/** A message of a stream, or how long its server asks clients to stay away before they come back. */
export type StreamMessage =
  | { readonly kind: "event"; readonly id: string; readonly data: string }
  | { readonly kind: "retry"; readonly ms: number };

/** Takes a stream of Server-Sent Events apart (WHATWG HTML section 9.2.6). What is cut off at its end is no message. */
export async function* messagesIn(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamMessage, void> {
  let id = "";
  let data: string[] = [];
  for await (const line of linesIn(chunks)) {
    const [name, value] = fieldOf(line);
    if (name === "id") id = value;
    if (name === "data") data.push(value);
    if (name === "retry" && /^\d{1,9}$/u.test(value)) yield { kind: "retry", ms: Number(value) };
    if (line !== "" || data.length === 0) continue;
    yield { kind: "event", id, data: data.join("\n") };
    data = [];
  }
}

/** A comment is a field without a name. */
function fieldOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /u, "")];
}

async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split(/\r?\n/u);
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
