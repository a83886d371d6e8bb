import type { Connection } from "./connection.ts";
import type { EventsPage, EventsQuery, PaymentsEvent } from "./event-types.ts";
import { type Attempt, bodyIn, exchange, failureBy } from "./exchange.ts";
import { PaymentsFailure } from "./payments-failure.ts";
import { isRetried, retryDelayMs, sleep } from "./retry.ts";
import { messagesIn } from "./stream-messages.ts";

/** What following events takes. */
export type FollowOptions = {
  /** Ends it, which throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** After so long without a sign of life the connection is taken for dead; a minute. */
  readonly silenceMs?: number;
  /** Connections in a row that may fail before it gives up; 10, which is three quarters of a minute. */
  readonly failuresMax?: number;
};

const EVENTS = "/v1/events";
const SILENCE_MS = 60_000;
const FAILURES_MAX = 10;

/** Where a walk is, and how it has gone. */
type Walk = {
  cursor: string | undefined;
  /** Connections in a row that were not made, the one under way included. */
  failures: number;
  /** What the service asks clients to wait before they come back. */
  baseMs: number | undefined;
};

/**
 * Events as they happen, each once: a stream that ends or breaks is opened again right after the last event, however often
 * that happens. Throws when it cannot be opened several times in a row.
 */
export async function* followEvents(
  connection: Connection,
  { cursor, ...query }: Omit<EventsQuery, "limit">,
  options: FollowOptions = {},
): AsyncGenerator<PaymentsEvent, void> {
  const { random } = connection;
  const { failuresMax = FAILURES_MAX } = options;
  const walk: Walk = { cursor, failures: 0, baseMs: undefined };
  // "Now" would be another time on the way back.
  if (query.from === "now") walk.cursor ??= await endOf(connection, query, options);
  for (;;) {
    let retryAfterMs: number | undefined;
    walk.failures += 1;
    try {
      yield* eventsOf(connection, { query, walk }, options);
    } catch (error) {
      if (!isRetried(error) || walk.failures >= failuresMax) throw error;
      ({ retryAfterMs } = error);
    }
    const { failures, baseMs } = walk;
    const wait = { retries: Math.max(0, failures - 1), retryAfterMs, random: random() };
    await sleep(retryDelayMs(baseMs === undefined ? wait : { ...wait, baseMs }), options.signal);
  }
}

/** A cursor goes with its filter. */
async function endOf(
  { get }: Connection,
  filter: EventsQuery,
  { signal }: FollowOptions,
): Promise<string> {
  const query = { ...filter, limit: 1 };
  return (await get<EventsPage>(EVENTS, query, signal === undefined ? {} : { signal })).next_cursor;
}

/** The events of one connection. */
async function* eventsOf(
  { reach, timeoutMs }: Connection,
  { query, walk }: { readonly query: EventsQuery; readonly walk: Walk },
  { signal, silenceMs = SILENCE_MS }: FollowOptions,
): AsyncGenerator<PaymentsEvent, void> {
  const about = { method: "GET", path: EVENTS, attempts: walk.failures };
  const accept = "text/event-stream";
  const headers = { accept, ...(walk.cursor !== undefined && { "last-event-id": walk.cursor }) };
  const asked = { method: "GET", path: EVENTS, query, headers } as const;
  using patience = new Patience();
  const attempt = { about, signal, limit: patience.signal };
  patience.begin(timeoutMs);
  const take = async (answer: Response) => {
    const type = answer.headers.get("content-type") ?? "";
    if (type.startsWith(accept)) return answer.body;
    await answer.body?.cancel();
    throw new PaymentsFailure("not_understood", about, { status: answer.status });
  };
  const body = await exchange(reach, asked, { attempt, take });
  walk.failures = 0;
  for await (const message of messagesIn(chunksOf(body ?? [], { attempt, patience, silenceMs }))) {
    if (message.kind === "retry") {
      walk.baseMs = message.ms;
    } else {
      walk.cursor = message.id;
      yield bodyIn(message.data, about);
    }
  }
}

type Reading = {
  readonly attempt: Attempt;
  readonly patience: Patience;
  readonly silenceMs: number;
};

async function* chunksOf(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  { attempt, patience, silenceMs }: Reading,
): AsyncGenerator<Uint8Array, void> {
  try {
    patience.begin(silenceMs);
    for await (const chunk of body) {
      // However long its reader takes for it is not the service's silence.
      patience.end();
      yield chunk;
      patience.begin(silenceMs);
    }
  } catch (error) {
    throw failureBy(error, attempt);
  }
}

/** Ends what takes too long. */
class Patience implements Disposable {
  readonly #over = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  begin(ms: number): void {
    this.end();
    this.#timer = setTimeout(() => this.#over.abort(), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
