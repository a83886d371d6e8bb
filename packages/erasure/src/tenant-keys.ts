import { createHash, createSecretKey, type KeyObject } from "node:crypto";

import { KEY_BYTES } from "./data-key.ts";
import { openSeal, parseSeal, type RandomBytes, sealText } from "./seal-text.ts";
import { TenantKeyMissing } from "./tenant-key-missing.ts";
import { TenantKeyWrong } from "./tenant-key-wrong.ts";

/** Which data key is wrapped; a wrapped key does not open as another one. */
export type KeyPlace = {
  readonly tenant: string;
  readonly subjectId: string;
  readonly keyId: string;
};

/**
 * The keys that data keys are wrapped by, one for each tenant; a key management service, or files. Throws `TenantKeyMissing`
 * where a tenant has none, and `TenantKeyWrong` where what was wrapped does not open.
 */
export type TenantKeys = {
  wrap(place: KeyPlace, key: Uint8Array): Promise<string>;
  unwrap(place: KeyPlace, wrapped: string): Promise<Uint8Array>;
};

/** The keys of a tenant that can be had: the one to wrap by, then older ones. */
export type FindTenantKeys = (tenant: string) => Promise<readonly Uint8Array[]>;

/** Wraps in this process, by keys that can be read. */
export function localTenantKeys(find: FindTenantKeys, randomBytes: RandomBytes): TenantKeys {
  const keysOf = async (tenant: string): Promise<readonly KeyObject[]> => {
    const keys = await find(tenant);
    if (keys.length === 0) throw new TenantKeyMissing(tenant);
    if (keys.some(({ length }) => length !== KEY_BYTES)) throw new TenantKeyWrong(tenant);
    return keys.map((key) => createSecretKey(key));
  };
  return {
    async wrap(place, plain) {
      const [key] = await keysOf(place.tenant);
      if (key === undefined) throw new TenantKeyMissing(place.tenant);
      const text = Buffer.from(plain).toString("base64url");
      return sealText(text, { keyId: nameOf(key), key, place: textOf(place), randomBytes });
    },
    async unwrap(place, wrapped) {
      const seal = parseSeal(wrapped);
      const keys = await keysOf(place.tenant);
      const key = keys.find((each) => nameOf(each) === seal?.keyId);
      if (seal === undefined || key === undefined) throw new TenantKeyWrong(place.tenant);
      const text = openSeal(seal, key, textOf(place));
      if (text === undefined) throw new TenantKeyWrong(place.tenant);
      return Buffer.from(text, "base64url");
    },
  };
}

function textOf({ tenant, subjectId, keyId }: KeyPlace): string {
  return `${tenant}|${subjectId}|${keyId}`;
}

/** Tells tenant keys apart and tells nothing of them: the beginning of a hash of 256 random bits. */
function nameOf(key: KeyObject): string {
  return createHash("sha256")
    .update("holdfast tenant key")
    .update(key.export())
    .digest("hex")
    .slice(0, 16);
}
