import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

import type { PositionScope } from "./position-scope.ts";

/** A secret that tokens are sealed with. */
export type TokenKey = {
  /** Stands in the token, so that older ones open while a newer key seals: 0 to 255. */
  readonly id: number;
  /** 32 random bytes or more. */
  readonly secret: Uint8Array;
};

const SECRET_BYTES_MIN = 32;
const ID_MAX = 255;

/** Throws a RangeError for keys that cannot be used. */
export function checkKeys(keys: readonly TokenKey[]): void {
  if (keys.length === 0) throw new RangeError("there is no key to seal positions with");
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new RangeError("two keys for positions have the same id");
  }
  for (const { id, secret } of keys) {
    if (!Number.isInteger(id) || id < 0 || id > ID_MAX) {
      throw new RangeError(`the id of a key must be a whole number from 0 to ${ID_MAX}: ${id}`);
    }
    if (secret.length < SECRET_BYTES_MIN) {
      throw new RangeError(`the secret of key ${id} has less than ${SECRET_BYTES_MIN} bytes`);
    }
  }
}

/**
 * What one scope is sealed with: one secret hides the position, the other makes the nonce. As key objects, which are a
 * tenth of the work that bytes are each time.
 */
export type ScopeKeys = { readonly hiding: KeyObject; readonly nonce: KeyObject };

/** Secrets of a scope, of which nobody learns anything from those of another one. */
export function scopeKeys({ id, secret }: TokenKey, { tenant, purpose }: PositionScope): ScopeKeys {
  const derived = (use: string): KeyObject => {
    // As JSON, so that no two scopes are written alike.
    const text = JSON.stringify([
      "holdfast position token 1",
      use,
      id,
      tenant.toLowerCase(),
      purpose,
    ]);
    return createSecretKey(createHmac("sha256", secret).update(text).digest());
  };
  return { hiding: derived("hide"), nonce: derived("nonce") };
}
