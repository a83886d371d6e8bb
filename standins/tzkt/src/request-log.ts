import type { FaultKind } from "./fault-plan.ts";

/** One request the stand-in was sent. */
export type RequestRecord = {
  /** When it came in, in milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0 when no status was sent: still under way, or the connection was broken before. */
  readonly status: number;
  /** Bytes of body handed to the connection, as compressed. */
  readonly bytes: number;
  /** The fault it met. */
  readonly fault?: FaultKind;
};

/** More requests than this are not kept; the oldest go first. */
const RECORDS_MAX = 100_000;

/** Every request, refused ones too, in the order of arrival. */
export class RequestLog {
  readonly #records: RequestRecord[] = [];

  get records(): readonly RequestRecord[] {
    return this.#records;
  }

  /** Adds a record and gives the means to complete it. */
  add(record: RequestRecord): (completed: Partial<RequestRecord>) => void {
    if (this.#records.length >= RECORDS_MAX) this.#records.shift();
    const entry = { ...record };
    this.#records.push(entry);
    return (completed) => Object.assign(entry, completed);
  }
}

/** The largest number of admitted requests in any second, for the assertion "at most 10 a second". */
export function busiestSecond(records: readonly RequestRecord[]): number {
  const times = records.filter(({ status }) => status !== 429).map(({ time }) => time);
  let start = 0;
  let most = 0;
  for (const [end, time] of times.entries()) {
    while ((times[start] ?? time) <= time - 1000) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}
