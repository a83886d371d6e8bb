import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { drawFrom } from "../draw.ts";
import { drawRequest } from "./draw-request.ts";
import { bytesOf, type WireRequest } from "./wire-request.ts";

const asker = { token: "a.b.c", ids: ["0199c1f0-0000-7000-8000-000000000001"] } as const;

function drawn(seed: number): readonly WireRequest[] {
  const draw = drawFrom(seed);
  return Array.from({ length: 2_000 }, (_, at) => drawRequest(draw, asker, at));
}

const digestOf = (all: readonly WireRequest[]): string =>
  hash("sha256", Buffer.concat(all.map(bytesOf)));

const requests = drawn(1);
const bodies = requests.map(({ body }) => body.toString("latin1"));
const share = (all: readonly unknown[]): number => all.length / requests.length;

describe("drawn requests", () => {
  it("are the same for the same seed, and others for another one", () => {
    expect(digestOf(drawn(1))).toBe(digestOf(requests));
    expect(digestOf(drawn(2))).not.toBe(digestOf(requests));
  });

  it.each<readonly [string, (body: string) => boolean]>([
    ["nested deeply", (body) => body.includes("[".repeat(1_000))],
    ["not UTF-8", (body) => !isUtf8(Buffer.from(body, "latin1"))],
    ["with half of a pair", (body) => /\\ud[89a-f]/i.test(body)],
    ["with U+0000", (body) => body.includes(String.raw`\u0000`)],
    ["with a number beyond all bounds", (body) => /\d{1000}|1e999/.test(body)],
    ["with a field twice", (body) => /"amount":[^{]*"amount":/.test(body)],
    ["larger than may be", (body) => body.length > 1_048_576],
  ])("have bodies %s", (_what, isSo) => {
    expect(bodies.filter(isSo).length).toBeGreaterThan(0);
  });

  it("are JSON for the most part, with some of everything else", () => {
    const isJson = (body: string): boolean => body.startsWith('{"');
    expect(share(bodies.filter(isJson))).toBeGreaterThan(0.6);
    const named = (name: string) => (each: WireRequest) =>
      each.headers.filter(([header]) => header === name).length;
    expect(requests.some((each) => named("content-type")(each) > 1)).toBe(true);
    expect(requests.some((each) => named("host")(each) === 0)).toBe(true);
    expect(new Set(requests.map(({ method }) => method)).size).toBeGreaterThan(5);
  });
});
