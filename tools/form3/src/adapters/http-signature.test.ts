import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";

import { describe, expect, it } from "vitest";

import type { WireRequest } from "../application/transport.ts";
import { BadOptions } from "../domain/bad-options.ts";
import { httpSignature } from "./http-signature.ts";
import { PRIVATE_KEY } from "./vectors/cavage-appendix-c.ts";

const NOW_MS = Date.parse("Sun, 05 Jan 2014 21:31:40 GMT");
const URL_C = new URL("http://example.com/foo?param=value&pet=dog");

/** The request of appendix C, with its body or without. */
const request = (body?: string): WireRequest => ({
  method: "POST",
  url: URL_C,
  headers: { "content-type": "application/json" },
  ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
});

async function signedBy(privateKey: string, given: WireRequest) {
  const never = () => Promise.reject(new TypeError("a signature needs no request"));
  const { signal } = new AbortController();
  const context = { nowMs: NOW_MS, baseUrl: URL_C, send: never, signal };
  return httpSignature({ keyId: "Test", privateKey }).sign(given, context);
}

describe("an HTTP signature", () => {
  it("is that of appendix C.2 for target, host and date", async () => {
    const { authorization, ...headers } = await signedBy(PRIVATE_KEY, request());
    expect(authorization).toMatch(
      /^Signature keyId="Test",algorithm="rsa-sha256",headers="\(request-target\) host date",signature="qdx\+H7PHHDZgy4y\/Ahn9Tny9V3GP6YgB/u,
    );
    expect(headers).toEqual({ host: "example.com", date: "Sun, 05 Jan 2014 21:31:40 GMT" });
  });

  it("is that of appendix C.3 for a request with a body", async () => {
    const { authorization, ...headers } = await signedBy(
      PRIVATE_KEY,
      request('{"hello": "world"}'),
    );
    expect(authorization).toContain(
      'headers="(request-target) host date content-type digest content-length"',
    );
    expect(authorization).toContain('signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIr');
    expect(headers).toMatchObject({
      digest: "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
      "content-length": "18",
    });
  });

  it("is PKCS #1 v1.5 of any RSA key, in whatever envelope", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const { authorization = "" } = await signedBy(pem, request());
    const [, signature = ""] = /signature="([^"]+)"/u.exec(authorization) ?? [];
    const text =
      "(request-target): post /foo?param=value&pet=dog\nhost: example.com\ndate: Sun, 05 Jan 2014 21:31:40 GMT";
    const key = createPublicKey(publicKey.export({ type: "spki", format: "pem" }).toString());
    expect(verify("RSA-SHA256", Buffer.from(text), key, Buffer.from(signature, "base64"))).toBe(
      true,
    );
  });

  it.each([
    ["no PEM", "secret", "privateKey must be the PEM of an RSA key"],
    [
      "a key of another kind",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "privateKey must be the PEM of an RSA key: it is ed25519",
    ],
  ])("refuses %s, and does not tell it", (_name, privateKey, message) => {
    const make = () => httpSignature({ keyId: "k", privateKey });
    expect(make).toThrow(BadOptions);
    expect(make).toThrow(message);
    expect(make).not.toThrow("secret");
  });

  it("refuses a key id that would break the header", () => {
    expect(() => httpSignature({ keyId: 'a"b', privateKey: PRIVATE_KEY })).toThrow("keyId must be");
  });
});
