import { hash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { fingerprintOf } from "./fingerprint.ts";

const of = (text: string) => fingerprintOf("POST", "/v1/transfers", JSON.parse(text));

describe("the fingerprint of a request", () => {
  it("is the SHA-256 of method, path and canonical body", () => {
    const text = 'POST\n/v1/transfers\n{"amount":"1","to":"b"}';
    expect(of('{"to":"b","amount":"1"}')).toBe(hash("sha256", text));
  });

  it("does not depend on blanks, the order of keys and the way numbers and texts are written", () => {
    expect(of('{"b": [1.0, "\\u0061"],\n "a": 100}')).toBe(of('{"a":1e2,"b":[1,"a"]}'));
  });

  it("depends on everything else", () => {
    const all = [
      of("{}"),
      of("[]"),
      of("null"),
      of('""'),
      of('{"a":1}'),
      of('{"a":"1"}'),
      fingerprintOf("PATCH", "/v1/transfers", {}),
      fingerprintOf("POST", "/v1/transfers/1", {}),
      fingerprintOf("POST", "/v1/transfers", undefined),
      fingerprintOf("POST", "/v1/transfers", Buffer.from("{ }")),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("takes bytes as they are", () => {
    const bytes = Buffer.from("{ }");
    expect(fingerprintOf("POST", "/", bytes)).toBe(hash("sha256", "POST\n/\n{ }"));
  });
});
