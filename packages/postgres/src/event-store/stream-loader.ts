import type { Tagged } from "@holdfast/cqrs";
import { type LoadedStream, readEvent, type StreamAddress } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { textArray } from "./binary-array.ts";

/** Streams that are loaded by one statement, and statements at a time. */
const STREAMS_MAX = 256;
const STATEMENTS_MAX = 2;

type Wanted = StreamAddress & {
  readonly after: number;
  readonly resolve: (loaded: LoadedStream) => void;
  readonly reject: (error: unknown) => void;
};

type Row = readonly [
  no: number,
  version: number,
  type: string | null,
  schemaVersion: number | null,
  data: string | null,
];

/** Loads streams; those that are asked for in the same moment travel together. */
export class StreamLoader {
  readonly #database: Database;
  readonly #schema: string;
  #wanted: Wanted[] = [];
  #running = 0;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = schema;
  }

  load(stream: StreamAddress, after: number): Promise<LoadedStream> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadedStream>();
    const { tenant, streamId } = stream;
    this.#wanted.push({ tenant, streamId, after, resolve, reject });
    if (this.#running < STATEMENTS_MAX) {
      this.#running += 1;
      setImmediate(() => void this.#run());
    }
    return promise;
  }

  async #run(): Promise<void> {
    while (this.#wanted.length > 0) {
      const batch = this.#wanted.splice(0, STREAMS_MAX);
      try {
        await this.#loadAll(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running -= 1;
  }

  async #loadAll(batch: readonly Wanted[]): Promise<void> {
    const { rows } = await this.#database.read<Row>({
      name: `${this.#schema}.load_streams`,
      text: `select * from ${this.#schema}.load_streams($1, $2, $3)`,
      values: [
        `{${batch.map(({ tenant }) => tenant).join(",")}}`,
        textArray(batch.map(({ streamId }) => streamId)),
        `{${batch.map(({ after }) => after).join(",")}}`,
      ],
      rowMode: "array",
    });
    const events: Tagged[][] = batch.map(() => []);
    const versions = new Map<number, number>();
    for (const [no, version, type, , data] of rows) {
      versions.set(no, version);
      if (type !== null && data !== null) events[no - 1]?.push(readEvent(type, data));
    }
    for (const [at, { resolve }] of batch.entries()) {
      resolve({ version: versions.get(at + 1) ?? 0, events: events[at] ?? [] });
    }
  }
}
