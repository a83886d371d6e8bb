import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { fileWitness, type Witness } from "@holdfast/postgres/notary";
import { generateKey, type NoteVerifier, parseVerifierKey } from "@holdfast/transparency";

import { SoakFailure } from "../soak-failure.ts";

const NAME = "holdfast.example/soak";
const CURSOR_KEY_BYTES = 32;

/** What all instances sign and seal with, and what the audit believes. */
export type ServiceKeys = {
  readonly env: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly witness: Witness;
};

/** Makes the files that a service in production is given. */
export async function serviceKeys(folder: string, keySet: string): Promise<ServiceKeys> {
  const { signerKey, verifierKey } = generateKey(NAME);
  const verifier = parseVerifierKey(verifierKey);
  if (typeof verifier === "string") throw new SoakFailure(verifier);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const path = join(folder, "checkpoints");
  const believed = { origin: NAME, verifiers: [verifier] };
  const cursorKey = randomBytes(CURSOR_KEY_BYTES).toString("base64");
  return {
    env: {
      AUTH_JWKS_FILE: await write("jwks.json", keySet),
      CURSOR_KEY_FILE: await write("cursor.key", cursorKey),
      NOTARY_KEY_FILE: await write("notary.key", signerKey),
      NOTARY_WITNESS_FILE: path,
    },
    ...believed,
    witness: fileWitness({ path, ...believed }),
  };
}
