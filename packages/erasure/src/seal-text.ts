import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

/** What encryption takes from outside: unpredictable bytes, `randomBytes` of `node:crypto`. */
export type RandomBytes = (size: number) => Uint8Array;

/** A sealed text, taken apart. */
export type Seal = { readonly keyId: string; readonly nonce: Buffer; readonly body: Buffer };

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** With which key, bound to which place, and where the nonce comes from. */
export type SealOptions = {
  readonly keyId: string;
  readonly key: KeyObject;
  /** What the ciphertext is valid for; elsewhere it does not open. */
  readonly place: string;
  readonly randomBytes: RandomBytes;
};

/** Encrypts a text by AES-256-GCM: `v1.<key id>.<nonce>.<ciphertext and tag>`, binary parts in base64url. */
export function sealText(text: string, { keyId, key, place, randomBytes }: SealOptions): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${keyId}.${Buffer.from(nonce).toString("base64url")}.${body.toString("base64url")}`;
}

/** Takes a sealed text apart; undefined if it is none of a version that is known. */
export function parseSeal(text: string): Seal | undefined {
  const [, keyId, nonceText, bodyText] = FORM.exec(text) ?? [];
  if (keyId === undefined || nonceText === undefined || bodyText === undefined) return undefined;
  const [nonce, body] = [bytesOf(nonceText), bytesOf(bodyText)];
  if (nonce?.length !== NONCE_BYTES || body === undefined || body.length < TAG_BYTES) {
    return undefined;
  }
  return { keyId, nonce, body };
}

const FORM = /^v1\.([0-9a-f+-]+)\.([\w-]{16})\.([\w-]+)$/;

/** The text that was sealed; undefined if it does not open with that key at that place. */
export function openSeal({ nonce, body }: Seal, key: KeyObject, place: string): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  const text = decipher.update(body.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Decoding passes over what does not belong there; a text has one form only. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
