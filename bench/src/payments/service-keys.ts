import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Believed, fileWitness, type Witness } from "@holdfast/postgres/notary";

import { notaryKeys } from "../notary-keys.ts";

const NAME = "bench.example/payments";
const KEY_BYTES = 32;

/** What all instances sign and seal with, and what whoever looks into their log believes. */
export type ServiceKeys = Believed & {
  readonly env: Readonly<Record<string, string>>;
  readonly witness: Witness;
};

/** Makes the files that a service in production is given. */
export async function serviceKeys(folder: string, keySet: string): Promise<ServiceKeys> {
  const { signerKey, believed } = notaryKeys(NAME);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const path = join(folder, "checkpoints");
  const newKey = (): string => randomBytes(KEY_BYTES).toString("base64");
  return {
    env: {
      AUTH_JWKS_FILE: await write("jwks.json", keySet),
      CURSOR_KEY_FILE: await write("cursor.key", newKey()),
      TENANT_KEY_FILE: await write("tenant.key", newKey()),
      NOTARY_KEY_FILE: await write("notary.key", signerKey),
      NOTARY_WITNESS_FILE: path,
    },
    ...believed,
    witness: fileWitness({ path, ...believed }),
  };
}
