import { hash } from "node:crypto";

import type { PreparedAppend, PreparedEvent } from "@holdfast/cqrs/event-store";

import { BinaryArray } from "./binary-array.ts";
import { lending } from "./lending.ts";

/** The parameters of `append_batch_after` for some requests, in its order; what they are written into is used again. */
export type BatchArguments = Disposable & {
  readonly values: readonly (Buffer | null)[];
  /** Which stream each request is for; they are numbered from 0. */
  readonly streamOf: readonly number[];
};

type Stream = { readonly no: number; size: number };

/** Writes requests down for the function, their streams once each; hashes the leaves of their events. */
export function batchArguments(batch: readonly PreparedAppend[]): BatchArguments {
  const lent = lend();
  const { it: rows } = lent;
  const tenants = new Map<string, Map<string, Stream>>();
  const streams: Stream[] = [];
  const streamOf = batch.map((request) => {
    const { tenant, streamId } = request;
    let own = tenants.get(tenant);
    if (own === undefined) tenants.set(tenant, (own = new Map()));
    let stream = own.get(streamId);
    if (stream === undefined) {
      stream = { no: streams.length, size: 0 };
      own.set(streamId, stream);
      streams.push(stream);
      rows.stream(request);
    }
    rows.commands(request, stream);
    return stream.no;
  });
  return {
    values: rows.values(streams),
    streamOf,
    [Symbol.dispose]: () => lent[Symbol.dispose](),
  };
}

/** To let new arrays grow is a tenth of what a batch costs here. */
const IDLE_MAX = 2;
const lend = lending(() => new Rows(), IDLE_MAX);

/** The arrays stand in the order of the parameters. */
class Rows {
  readonly #stream = {
    tenant: new BinaryArray("uuid"),
    id: new BinaryArray("text"),
    expect: new BinaryArray("int4"),
    size: new BinaryArray("int4"),
    closedAt: new BinaryArray("timestamptz"),
  };
  readonly #command = {
    stream: new BinaryArray("int4"),
    id: new BinaryArray("text"),
    part: new BinaryArray("int2"),
    fingerprint: new BinaryArray("bytea"),
    result: new BinaryArray("json"),
    at: new BinaryArray("timestamptz"),
    size: new BinaryArray("int4"),
    version: new BinaryArray("int4"),
    position: new BinaryArray("int4"),
  };
  readonly #event = {
    command: new BinaryArray("int4"),
    stream: new BinaryArray("int4"),
    id: new BinaryArray("uuid"),
    type: new BinaryArray("text"),
    schemaVersion: new BinaryArray("int4"),
    data: new BinaryArray("json"),
    meta: new BinaryArray("json"),
    leaf: new BinaryArray("bytea"),
  };
  readonly #all = [this.#stream, this.#command, this.#event].flatMap((arrays) =>
    Object.values<BinaryArray>(arrays),
  );
  #commands = 0;
  #position = 0;
  #hashed = { fingerprint: "", digest: "" };

  stream({ tenant, streamId, expect, closes, recordedAtMs }: PreparedAppend): void {
    const stream = this.#stream;
    stream.tenant.uuid(tenant);
    stream.id.text(streamId);
    stream.expect.int4(expect);
    if (closes) stream.closedAt.timestamp(recordedAtMs);
    else stream.closedAt.null();
  }

  commands({ commands, events, recordedAtMs }: PreparedAppend, stream: Stream): void {
    const row = this.#command;
    let at = 0;
    for (const { commandId, part, fingerprint, answer, size } of commands) {
      this.#commands += 1;
      this.#position += size;
      stream.size += size;
      row.stream.int4(stream.no + 1);
      row.id.text(commandId);
      row.part.int2(part);
      // Each part has the fingerprint of all, which is as long as all of them.
      if (part === 0 || fingerprint !== this.#hashed.fingerprint) {
        this.#hashed = { fingerprint, digest: sha256(fingerprint) };
      }
      row.fingerprint.binary(this.#hashed.digest);
      if (answer === "null") row.result.null();
      else row.result.text(answer);
      row.at.timestamp(recordedAtMs);
      row.size.int4(size);
      row.version.int4(stream.size);
      row.position.int4(this.#position);
      for (const event of events.slice(at, at + size)) this.#eventOf(event, stream);
      at += size;
    }
  }

  #eventOf(event: PreparedEvent, stream: Stream): void {
    const { eventId, type, schemaVersion, data, meta, leafInput } = event;
    const row = this.#event;
    row.command.int4(this.#commands);
    row.stream.int4(stream.no + 1);
    row.id.uuid(eventId);
    row.type.text(type);
    row.schemaVersion.int4(schemaVersion);
    row.data.text(data);
    row.meta.text(meta);
    row.leaf.binary(sha256(leafInput));
  }

  values(streams: readonly Stream[]): readonly (Buffer | null)[] {
    for (const { size } of streams) this.#stream.size.int4(size);
    return this.#all.map((array) => (array.hasOnlyNulls ? null : array.toBuffer()));
  }

  clear(): void {
    for (const array of this.#all) array.clear();
    this.#commands = 0;
    this.#position = 0;
    this.#hashed = { fingerprint: "", digest: "" };
  }
}

/** As bytes, one a character. */
export function sha256(text: string): string {
  return hash("sha256", text, "binary");
}
