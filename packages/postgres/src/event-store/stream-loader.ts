import { fromJsonText, type Tagged } from "@holdfast/cqrs";
import { type LoadedStream, readEvent, type StreamWanted } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { digest, quoted } from "./encoded-append.ts";

/** Streams that are loaded by one statement, and statements at a time. */
const STREAMS_MAX = 256;
const STATEMENTS_MAX = 2;

type Wanted = StreamWanted & {
  readonly resolve: (loaded: LoadedStream) => void;
  readonly reject: (error: unknown) => void;
};

type Row = readonly [
  no: number,
  version: number,
  type: string | null,
  schemaVersion: number | null,
  data: string | null,
  snapshotVersion: number | null,
  snapshotState: string | null,
];

type Loading = { -readonly [Field in keyof LoadedStream]: LoadedStream[Field] } & {
  readonly events: Tagged[];
  readonly schemaVersions: number[];
};

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

  load(stream: StreamWanted): Promise<LoadedStream> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadedStream>();
    this.#wanted.push({ ...stream, resolve, reject });
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
    const column = (write: (wanted: Wanted) => string | number): string =>
      `{${batch.map(write).join(",")}}`;
    const { rows } = await this.#database.read<Row>({
      name: `${this.#schema}.load_streams`,
      text: `select * from ${this.#schema}.load_streams($1, $2, $3, $4, $5)`,
      values: [
        column(({ tenant }) => tenant),
        column(({ streamId }) => quoted(streamId)),
        column(({ after = 0 }) => after),
        column(({ snapshot }) => (snapshot === undefined ? "null" : quoted(snapshot.reducer))),
        column(({ snapshot }) => (snapshot === undefined ? "null" : digest(snapshot.fingerprint))),
      ],
      rowMode: "array",
    });
    const loading = batch.map((): Loading => ({ version: 0, events: [], schemaVersions: [] }));
    for (const row of rows) {
      const stream = loading[row[0] - 1];
      if (stream !== undefined) take(stream, row);
    }
    for (const [at, { resolve }] of batch.entries()) {
      const loaded = loading[at];
      if (loaded !== undefined) resolve(loaded);
    }
  }
}

function take(stream: Loading, [, version, type, schemaVersion, data, at, state]: Row): void {
  stream.version = version;
  if (at !== null && state !== null) {
    stream.snapshot = { version: at, state: fromJsonText(state) };
  }
  if (type === null || schemaVersion === null || data === null) return;
  stream.events.push(readEvent(type, data));
  stream.schemaVersions.push(schemaVersion);
}
