import { createHash, createPrivateKey, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import type { Signer } from "../application/signer.ts";
import type { WireRequest } from "../application/transport.ts";
import { BadOptions, must } from "../domain/bad-options.ts";
import { pathOf } from "../domain/page-links.ts";

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
export function httpSignature({ keyId, privateKey, ...more }: SignatureKey): Signer {
  must(/^[^"\r\n]+$/u.test(keyId), "keyId must be a text without quotes");
  const key = readKey({ key: privateKey, ...more });
  return {
    async sign(request, { nowMs }) {
      const own = ownHeaders(request, new Date(nowMs));
      const target = `${request.method.toLowerCase()} ${pathOf(request.url)}`;
      const all = Object.entries({ "(request-target)": target, ...own });
      const text = all.map(([name, value]) => `${name}: ${value}`).join("\n");
      const signature = (await signed("RSA-SHA256", Buffer.from(text), key)).toString("base64");
      const names = all.map(([name]) => name).join(" ");
      return {
        ...own,
        authorization: `Signature keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`,
      };
    },
  };
}

function ownHeaders({ url, headers, body }: WireRequest, date: Date) {
  return {
    host: url.host,
    date: date.toUTCString(),
    ...(body && {
      "content-type": headers["content-type"],
      digest: `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
      "content-length": `${body.length}`,
    }),
  };
}

function readKey(pem: { readonly key: string; readonly passphrase?: string }): KeyObject {
  let why = "";
  try {
    const key = createPrivateKey(pem);
    // An RSA-PSS key would sign, but in a way that the bank does not take.
    if (key.asymmetricKeyType === "rsa") return key;
    why = `it is ${key.asymmetricKeyType}`;
  } catch (error) {
    // Its words say what is wrong with the form, never what the key is.
    why = error instanceof Error ? error.message : "";
  }
  throw new BadOptions(`privateKey must be the PEM of an RSA key: ${why}`);
}
