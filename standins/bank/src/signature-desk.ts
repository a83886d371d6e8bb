import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";

import { refusal, type Answer } from "./answer.ts";
import { headerOf, type BankRequest } from "./bank-request.ts";

/** Whose signatures are good. */
export type SignatureOptions = {
  readonly keyId: string;
  /** PEM of an RSA public key. */
  readonly publicKey: string;
};

const PARAMETER = /(\w+)="([^"]*)"/gu;
const ALWAYS = ["(request-target)", "host", "date"];
const WITH_BODY = [...ALWAYS, "content-type", "digest", "content-length"];
/** How far a clock may be off before a request counts as a recording. */
const SKEW_MS_MAX = 300_000;

/** Checks HTTP signatures as draft-cavage describes them, with RSA-SHA256 after PKCS #1 v1.5 only. */
export class SignatureDesk {
  readonly #keyId: string;
  readonly #key: KeyObject;
  readonly #nowMs: () => number;

  /** Throws what `node:crypto` throws when the key is none. */
  constructor({ keyId, publicKey }: SignatureOptions, nowMs: () => number) {
    this.#keyId = keyId;
    this.#key = createPublicKey(publicKey);
    this.#nowMs = nowMs;
  }

  /** Undefined when the request may pass. */
  refuse(request: BankRequest): Answer | undefined {
    const mistake = this.#mistake(request);
    return mistake === undefined ? undefined : refusal(401, mistake);
  }

  #mistake(request: BankRequest): string | undefined {
    const header = headerOf(request, "authorization");
    if (!header.startsWith("Signature ")) return "the request is not signed";
    const given = new Map(Array.from(header.matchAll(PARAMETER), ([, name, text]) => [name, text]));
    if (given.get("keyId") !== this.#keyId) return "the key is unknown";
    if (given.get("algorithm") !== "rsa-sha256") return "the algorithm must be rsa-sha256";
    const names = (given.get("headers") ?? "").split(" ");
    const wanted = request.body === "" ? ALWAYS : WITH_BODY;
    const unsigned = wanted.find((name) => !names.includes(name));
    if (unsigned !== undefined) return `${unsigned} is not signed`;
    const text = signingString(request, names);
    const signature = Buffer.from(given.get("signature") ?? "", "base64");
    if (!verify("RSA-SHA256", Buffer.from(text), this.#key, signature)) {
      return "the signature does not fit";
    }
    return this.#stale(request) ?? alteredBody(request);
  }

  #stale(request: BankRequest): string | undefined {
    const dateMs = Date.parse(headerOf(request, "date"));
    // NaN compares false: a date that is none is too far away as well.
    return Math.abs(dateMs - this.#nowMs()) <= SKEW_MS_MAX ? undefined : "the date is too far off";
  }
}

function alteredBody(request: BankRequest): string | undefined {
  if (request.body === "") return undefined;
  const digest = createHash("sha256").update(request.body).digest("base64");
  return headerOf(request, "digest") === `SHA-256=${digest}`
    ? undefined
    : "the digest is not that of the body";
}

function signingString(request: BankRequest, names: readonly string[]): string {
  const lines = names.map((name) =>
    name === "(request-target)"
      ? `${name}: ${request.method.toLowerCase()} ${request.target}`
      : `${name}: ${headerOf(request, name)}`,
  );
  return lines.join("\n");
}
