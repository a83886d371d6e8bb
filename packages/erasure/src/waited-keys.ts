import { KeyUnknown } from "./key-unknown.ts";
import { KeysAway } from "./keys-away.ts";
import type { SubjectKeys } from "./subject-keys.ts";
import { TenantKeyMissing } from "./tenant-key-missing.ts";
import { TenantKeyWrong } from "./tenant-key-wrong.ts";

/** Keys that tell by `KeysAway` of all that is worth waiting for. A key that is missing or wrong will be so later, too. */
export function waitedKeys(keys: SubjectKeys): SubjectKeys {
  return {
    ...keys,
    forWriting: (subject) => told(() => keys.forWriting(subject)),
    forReading: (tenant, keyIds) => told(() => keys.forReading(tenant, keyIds)),
    forCommands: (tenant) => told(() => keys.forCommands(tenant)),
  };
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw LASTING.some((each) => error instanceof each) ? error : new KeysAway(error);
  }
}

const LASTING = [KeyUnknown, TenantKeyMissing, TenantKeyWrong];
