import { fromJsonText, type Tagged } from "@holdfast/cqrs";
import { type LoadedStream, readEvent, type StreamWanted } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { sha256 } from "./batch-arguments.ts";
import { BinaryArray } from "./binary-array.ts";

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
    const { rows } = await this.#database.read<Row>({
      name: `${this.#schema}.load_streams`,
      text: `select * from ${this.#schema}.load_streams($1, $2, $3, $4, $5)`,
      values: parameters(batch),
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

/** The parameters of `load_streams`, one element for each stream that is wanted. */
function parameters(batch: readonly Wanted[]): readonly Buffer[] {
  const tenant = new BinaryArray("uuid");
  const stream = new BinaryArray("text");
  const from = new BinaryArray("int4");
  const reducer = new BinaryArray("text");
  const fingerprint = new BinaryArray("bytea");
  for (const wanted of batch) {
    tenant.uuid(wanted.tenant);
    stream.text(wanted.streamId);
    from.int4(wanted.after ?? 0);
    if (wanted.snapshot === undefined) {
      reducer.null();
      fingerprint.null();
    } else {
      reducer.text(wanted.snapshot.reducer);
      fingerprint.binary(sha256(wanted.snapshot.fingerprint));
    }
  }
  return [tenant, stream, from, reducer, fingerprint].map((array) => array.toBuffer());
}
