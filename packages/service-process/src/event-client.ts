import { type IncomingMessage, get } from "node:http";

/** An event as it came over the wire. */
export type WireEvent = {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
};

/** A stream that was opened; disposing it hangs up. */
export type EventClient = Disposable & {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The next events; rejects with what has come when the stream ends before. */
  take(count: number): Promise<readonly WireEvent[]>;
  /** Every event until the server ends the stream, however it does. */
  rest(): Promise<readonly WireEvent[]>;
  /** The next block of text, comments and `retry` included; undefined at the end. */
  block(): Promise<string | undefined>;
  /** Stops reading, as a client does that has hung; nothing that came later is lost to it. */
  pause(): void;
  resume(): void;
};

/** The stream ended although more was waited for. */
class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  readonly code = "stream_ended";
}

/** Opens a stream over a socket of its own. */
export async function openStream(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventClient> {
  const opened = Promise.withResolvers<IncomingMessage>();
  const request = get(url, { headers, agent: false }, opened.resolve);
  request.on("error", opened.reject);
  const response = await opened.promise;
  const blocks = blocksOf(response);
  const block = async () => (await blocks.next()).value ?? undefined;
  const nextEvent = async (): Promise<WireEvent | undefined> => {
    for (let text = await block(); text !== undefined; text = await block()) {
      if (text.startsWith("event: ")) return parseEvent(text);
    }
    return undefined;
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    block,
    take: (count) => takeEvents(nextEvent, count),
    rest: () => restOf(nextEvent),
    pause: () => request.socket?.pause(),
    resume: () => request.socket?.resume(),
    [Symbol.dispose]: () => request.destroy(),
  };
}

/** Texts that end with an empty line. What is cut off in the middle is none: a client drops it. */
async function* blocksOf(response: IncomingMessage): AsyncGenerator<string, undefined> {
  response.setEncoding("utf8");
  let text = "";
  try {
    for await (const chunk of response) {
      const parts = `${text}${chunk}`.split("\n\n");
      text = parts.pop() ?? "";
      yield* parts;
    }
  } catch {
    // A connection that is reset has ended.
  }
  return undefined;
}

function parseEvent(text: string): WireEvent {
  const fields = new Map(
    text.split("\n").map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  return {
    event: fields.get("event") ?? "",
    id: fields.get("id"),
    data: JSON.parse(fields.get("data") ?? "null"),
  };
}

type NextEvent = () => Promise<WireEvent | undefined>;

async function takeEvents(next: NextEvent, count: number): Promise<readonly WireEvent[]> {
  const events: WireEvent[] = [];
  while (events.length < count) {
    const event = await next();
    if (event === undefined) throw new StreamEnded(`ended after ${JSON.stringify(events)}`);
    events.push(event);
  }
  return events;
}

async function restOf(next: NextEvent): Promise<readonly WireEvent[]> {
  const events: WireEvent[] = [];
  for (let event = await next(); event !== undefined; event = await next()) events.push(event);
  return events;
}
