import { createHash, createPrivateKey, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import type { Signer } from "../application/signer.ts";
import type { WireRequest } from "../application/transport.ts";
import { BadOptions } from "../domain/bad-options.ts";

/** The key that the bank knows. */
export type SignatureKey = {
  /** What the bank calls it. */
  readonly keyId: string;
  /** PEM of an RSA key, PKCS #8 or PKCS #1. */
  readonly privateKey: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
};

const signed = promisify(sign);

/**
 * Signs as draft-cavage-http-signatures describes, with RSA-SHA256 after PKCS #1 v1.5: target, host and date, and of a
 * request with a body its type, digest and length. Throws `BadOptions` when the key cannot be used.
 */
export function httpSignature({ keyId, privateKey, passphrase }: SignatureKey): Signer {
  if (!/^[^"\r\n]+$/u.test(keyId)) throw new BadOptions("keyId must be a text without quotes");
  const key = readKey(privateKey, passphrase);
  return {
    async sign(request, { nowMs }) {
      const headers = signedHeaders(request, new Date(nowMs));
      const names = headers.map(([name]) => name).join(" ");
      const text = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
      const signature = (await signed("RSA-SHA256", Buffer.from(text), key)).toString("base64");
      const authorization =
        `Signature keyId="${keyId}",algorithm="rsa-sha256",` +
        `headers="${names}",signature="${signature}"`;
      // What is no header of its own, the target, stays behind.
      const own = headers.filter(([name]) => !name.startsWith("("));
      return { ...Object.fromEntries(own), authorization };
    },
  };
}

function signedHeaders(
  { method, url, headers, body }: WireRequest,
  date: Date,
): readonly (readonly [string, string])[] {
  const always = [
    ["(request-target)", `${method.toLowerCase()} ${url.pathname}${url.search}`],
    ["host", url.host],
    ["date", date.toUTCString()],
  ] as const;
  if (body === undefined) return always;
  const digest = createHash("sha256").update(body).digest("base64");
  return [
    ...always,
    ["content-type", headers["content-type"] ?? ""],
    ["digest", `SHA-256=${digest}`],
    ["content-length", `${body.length}`],
  ];
}

function readKey(pem: string, passphrase: string | undefined): KeyObject {
  const key = keyOf(pem, passphrase);
  // An RSA-PSS key would sign, but in a way that the bank does not take.
  if (key.asymmetricKeyType === "rsa") return key;
  throw new BadOptions(`privateKey must be an RSA key, and is ${key.asymmetricKeyType}`);
}

function keyOf(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    // Its words say what is wrong with the form, never what the key is.
    const why = error instanceof Error ? error.message : "";
    throw new BadOptions(`privateKey cannot be read: ${why}`);
  }
}
