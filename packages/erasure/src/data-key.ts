import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** The key of one subject's data. A `KeyObject` shows nothing of itself when it is printed. */
export type DataKey = { readonly keyId: string; readonly key: KeyObject };

/** All keys in AES-256 are so long. */
export const KEY_BYTES = 32;

/** A key that takes all of some keys to make: destroy one of them, and it is gone. The order does not count. */
export function jointKey(keys: readonly DataKey[], use: string): DataKey {
  const ordered = keys.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  const material = Buffer.concat(ordered.map(({ key }) => key.export()));
  const made = hkdfSync("sha256", material, Buffer.alloc(0), `holdfast ${use}`, KEY_BYTES);
  material.fill(0);
  return {
    keyId: ordered.map(({ keyId }) => keyId).join("+"),
    key: createSecretKey(new Uint8Array(made)),
  };
}

/** The ids of the keys that a joint key was made of. */
export function keyIdsOf(jointKeyId: string): readonly string[] {
  return jointKeyId.split("+");
}
