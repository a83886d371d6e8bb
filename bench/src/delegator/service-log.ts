import { ServiceDied } from "@holdfast/service-process";

import { isRecord } from "../registry.ts";

/** A line of the service's log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** The access log comes by the thousand; it is looked into only when somebody wants to. */
const ACCESS_LINE = '"msg":"request"';

/** Lines kept to explain why something that was waited for never came. */
const LAST_LINES = 30;

/** Follows the log of a service: what it says and when it said it. */
export class ServiceLog {
  readonly #first = new Map<string, LogRecord>();
  readonly #awaited = new Map<string, PromiseWithResolvers<LogRecord>>();
  readonly #failed = Promise.withResolvers<never>();
  readonly #lastLines: string[] = [];
  #onRequest: ((record: LogRecord) => void) | undefined;

  constructor() {
    this.#failed.promise.catch(() => undefined); // Whoever waits is told; nobody may be waiting.
  }

  /** Takes a line of output; what is not JSON is not ours. */
  readonly hear = (line: string): void => {
    const isRequest = line.includes(ACCESS_LINE);
    if (isRequest && this.#onRequest === undefined) return;
    if (!isRequest) this.#keep(line);
    const record = parse(line);
    if (record === undefined) return;
    if (isRequest) {
      this.#onRequest?.(record);
      return;
    }
    const message = String(record["msg"]);
    if (!this.#first.has(message)) this.#first.set(message, record);
    this.#awaited.get(message)?.resolve(record);
  };

  /** From now on `listener` is told every line of the access log, until the returned function is called. */
  onRequest(listener: (record: LogRecord) => void): () => void {
    this.#onRequest = listener;
    return () => {
      this.#onRequest = undefined;
    };
  }

  /** The first line with this message, past or to come. Rejects once `fail` has been called. */
  until(message: string): Promise<LogRecord> {
    const past = this.#first.get(message);
    if (past !== undefined) return Promise.resolve(past);
    const coming = this.#awaited.get(message) ?? Promise.withResolvers<LogRecord>();
    this.#awaited.set(message, coming);
    return Promise.race([coming.promise, this.#failed.promise]);
  }

  /** Ends all waiting: the service has died or will never say what is waited for. */
  fail(reason: string): void {
    this.#failed.reject(new ServiceDied(reason, this.#lastLines));
  }

  /** Whether a line with this message has come. */
  has(message: string): boolean {
    return this.#first.has(message);
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
  }
}

/** A number of a record, for instance its `time` in milliseconds since 1970; NaN when there is none. */
export function numberOf(record: LogRecord, field: string): number {
  const value = record[field];
  return typeof value === "number" ? value : Number.NaN;
}

function parse(line: string): LogRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}
