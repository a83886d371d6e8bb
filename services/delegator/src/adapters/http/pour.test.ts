import { Duplex, PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { describe, expect, it } from "vitest";

import { flushed, pour } from "./pour.ts";

const STALL_MS = 40;
const LONG = 60_000;

async function* chunks(count: number, taken: number[] = []): AsyncGenerator<string> {
  for (let at = 0; at < count; at += 1) {
    taken.push(at);
    yield "x".repeat(20_000);
  }
}

describe("pouring chunks into a stream", () => {
  it("hands on everything, and leaves the stream open for what follows", async () => {
    const stream = new PassThrough();
    const read = text(stream);
    await pour(chunks(30), stream, LONG);
    stream.end("end");
    expect(await read).toBe(`${"x".repeat(600_000)}end`);
    await flushed(stream, LONG);
  });

  it("takes no more chunks than the stream has room for", async () => {
    const taken: number[] = [];
    await expect(pour(chunks(30, taken), new PassThrough(), STALL_MS)).rejects.toThrow(
      /took nothing/,
    );
    expect(taken.length).toBeLessThan(10);
  });

  it("gives up when the reader leaves", async () => {
    const stream = new PassThrough();
    const failed = pour(chunks(30), stream, LONG);
    stream.once("readable", () => stream.destroy());
    await expect(failed).rejects.toMatchObject({ code: "reader_gone" });
  });

  it("does not write to a reader that has left before", async () => {
    const stream = new PassThrough().on("error", () => undefined);
    stream.destroy();
    await expect(pour(chunks(1), stream, LONG)).rejects.toMatchObject({ code: "reader_gone" });
  });

  it("waits for the end only so long", async () => {
    const stuck = new Duplex({ write: () => undefined, read: () => undefined });
    stuck.end("x");
    await expect(flushed(stuck, STALL_MS)).rejects.toMatchObject({ code: "reader_gone" });
  });
});
