import { hash } from "node:crypto";

import type { PreparedAppend, PreparedEvent } from "@holdfast/cqrs/event-store";

import { BinaryArray } from "./binary-array.ts";

/** The parameters of `append_batch` for some requests, in its order. */
export type BatchArguments = {
  readonly values: readonly Buffer[];
  /** Which stream each request is for; they are numbered from 0. */
  readonly streamOf: readonly number[];
};

type Stream = { readonly no: number; size: number };

/** Writes requests down for the function, their streams once each; hashes the leaves of their events. */
export function batchArguments(batch: readonly PreparedAppend[]): BatchArguments {
  const rows = new Rows();
  const streams = new Map<string, Stream>();
  const streamOf = batch.map((request) => {
    const key = `${request.tenant} ${request.streamId}`;
    let stream = streams.get(key);
    if (stream === undefined) {
      stream = { no: streams.size, size: 0 };
      streams.set(key, stream);
      rows.stream(request);
    }
    rows.commands(request, stream);
    return stream.no;
  });
  return { values: rows.values(streams.values()), streamOf };
}

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
  #commands = 0;
  #position = 0;

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
      row.fingerprint.binary(sha256(fingerprint));
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

  values(streams: Iterable<Stream>): readonly Buffer[] {
    for (const { size } of streams) this.#stream.size.int4(size);
    return [this.#stream, this.#command, this.#event].flatMap((arrays) =>
      Object.values(arrays).map((array) => array.toBuffer()),
    );
  }
}

/** As bytes, one a character. */
export function sha256(text: string): string {
  return hash("sha256", text, "binary");
}
