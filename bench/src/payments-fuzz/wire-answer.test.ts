import { describe, expect, it } from "vitest";

import { readAnswer } from "./wire-answer.ts";

const read = (text: string, { method = "GET", isOver = false } = {}) =>
  readAnswer(Buffer.from(text), { method, isOver });
const HEAD = "HTTP/1.1 200 OK\r\n";

describe("an answer as bytes", () => {
  it.each([
    ["by its length", `${HEAD}Content-Length: 2\r\n\r\nok`],
    ["in chunks", `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n`],
    ["after another head", `HTTP/1.1 100 Continue\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`],
  ])("is whole: %s", (_how, text) => {
    expect(read(text)).toMatchObject({ status: 200, body: "ok", isOpen: true });
    for (let length = 0; length < text.length; length += 1) {
      expect(read(text.slice(0, length))).toBeUndefined();
    }
  });

  it("without a length it is whole once nothing follows", () => {
    expect(read(`${HEAD}\r\nok`)).toBeUndefined();
    expect(read(`${HEAD}\r\nok`, { isOver: true })).toMatchObject({ body: "ok", isOpen: false });
  });

  it("has no body where none is sent, and may be the last", () => {
    const text = `${HEAD}content-length: 2\r\nconnection: close\r\n\r\n`;
    expect(read(text, { method: "HEAD" })).toMatchObject({ body: "", isOpen: false });
  });

  it("is none that is not HTTP", () => {
    expect(read("hello\r\n\r\n", { isOver: true })).toBeUndefined();
  });
});
