import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

import { bytesOfBase64 } from "./base64.ts";

/** What a name and a public key are told apart by in a signature: four bytes in hexadecimal. */
export type KeyHash = string;

/** Signs notes under a name. */
export type NoteSigner = {
  readonly name: string;
  readonly keyHash: KeyHash;
  sign(text: string): Uint8Array;
};

/** Checks the signatures of one key under a name. */
export type NoteVerifier = {
  readonly name: string;
  readonly keyHash: KeyHash;
  verify(text: string, signature: Uint8Array): boolean;
};

/** What is wrong with the text of a key. */
export type KeyFault =
  | "malformed_key"
  | "malformed_name"
  | "malformed_base64"
  | "unsupported_algorithm"
  | "wrong_key_length"
  | "key_hash_differs";

/** The two texts of a new key: one to be kept secret, one to be handed out. */
export type KeyPair = { readonly signerKey: string; readonly verifierKey: string };

/** Ed25519 in a signed note. */
const ED25519 = 1;
const KEY_BYTES = 32;
/** What stands before the 32 bytes of a key in its DER form (RFC 8410). */
const PRIVATE_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const SECRET = "PRIVATE+KEY+";

/** A new Ed25519 key for notes under a name. Throws `RangeError` for a name that no note can carry. */
export function generateKey(
  name: string,
  random: (size: number) => Uint8Array = randomBytes,
): KeyPair {
  if (!isNoteName(name)) throw new RangeError(`not the name of a key: ${name}`);
  const seed = Buffer.from(random(KEY_BYTES));
  const publicBytes = publicBytesOf(privateKeyOf(seed));
  const hash = keyHashOf(name, publicBytes);
  return {
    signerKey: `${SECRET}${name}+${hash}+${typed(seed)}`,
    verifierKey: `${name}+${hash}+${typed(publicBytes)}`,
  };
}

/** Reads the secret text `PRIVATE+KEY+name+hash+base64`; says what is wrong with it. */
export function parseSignerKey(text: string): NoteSigner | KeyFault {
  if (!text.startsWith(SECRET)) return "malformed_key";
  const parts = partsOf(text.slice(SECRET.length));
  if (typeof parts === "string") return parts;
  const key = privateKeyOf(parts.bytes);
  const { name, keyHash } = parts;
  if (keyHash !== keyHashOf(name, publicBytesOf(key))) return "key_hash_differs";
  return { name, keyHash, sign: (note) => sign(null, Buffer.from(note), key) };
}

/** The public text of a secret one, to be handed out; says what is wrong with it. */
export function verifierKeyOf(signerKey: string): { readonly verifierKey: string } | KeyFault {
  const signer = parseSignerKey(signerKey);
  if (typeof signer === "string") return signer;
  const parts = partsOf(signerKey.slice(SECRET.length));
  if (typeof parts === "string") return parts;
  const bytes = typed(publicBytesOf(privateKeyOf(parts.bytes)));
  return { verifierKey: `${signer.name}+${signer.keyHash}+${bytes}` };
}

/** Reads the public text `name+hash+base64`; says what is wrong with it. */
export function parseVerifierKey(text: string): NoteVerifier | KeyFault {
  const parts = partsOf(text);
  if (typeof parts === "string") return parts;
  const { name, keyHash, bytes } = parts;
  if (keyHash !== keyHashOf(name, bytes)) return "key_hash_differs";
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_PREFIX, bytes]),
    format: "der",
    type: "spki",
  });
  return {
    name,
    keyHash,
    verify: (note, signature) => verify(null, Buffer.from(note), key, signature),
  };
}

/** Whether a signature line can carry a name: no white space, no plus sign. */
export function isNoteName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/[\s+]/u.test(name);
}

type Parts = { readonly name: string; readonly keyHash: KeyHash; readonly bytes: Buffer };

/** Base64 has plus signs of its own, names and hashes have none. */
const KEY = /^(?<name>[^+]*)\+(?<hash>[0-9a-f]{8})\+(?<base64>.*)$/s;

function partsOf(text: string): Parts | KeyFault {
  const { name = "", hash: keyHash, base64 = "" } = KEY.exec(text)?.groups ?? {};
  if (keyHash === undefined) return "malformed_key";
  if (!isNoteName(name)) return "malformed_name";
  const bytes = bytesOfBase64(base64);
  if (bytes === undefined) return "malformed_base64";
  if (bytes[0] !== ED25519) return "unsupported_algorithm";
  if (bytes.length !== 1 + KEY_BYTES) return "wrong_key_length";
  return { name, keyHash, bytes: bytes.subarray(1) };
}

function typed(bytes: Uint8Array): string {
  return Buffer.concat([Buffer.of(ED25519), bytes]).toString("base64");
}

function privateKeyOf(seed: Buffer): KeyObject {
  const key = Buffer.concat([PRIVATE_PREFIX, seed]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function publicBytesOf(key: KeyObject): Buffer {
  const der = createPublicKey(key).export({ format: "der", type: "spki" });
  return der.subarray(PUBLIC_PREFIX.length);
}

function keyHashOf(name: string, publicBytes: Uint8Array): KeyHash {
  const hash = createHash("sha256").update(`${name}\n`).update(Buffer.of(ED25519));
  return hash.update(publicBytes).digest("hex").slice(0, 8);
}
