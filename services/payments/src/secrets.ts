import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { dataDirectory } from "@holdfast/service-start/database";
import {
  generateKey,
  type NoteSigner,
  type NoteVerifier,
  parseSignerKey,
  parseVerifierKey,
  verifierKeyOf,
} from "@holdfast/transparency";

import { SecretMissing, secretText } from "./adapters/files/secret-text.ts";
import type { Config } from "./config.ts";

/** What the service signs and seals with. */
export type Secrets = {
  readonly signer: NoteSigner;
  readonly verifier: NoteVerifier;
  /** The public key as a text, to be handed out. */
  readonly verifierKey: string;
  /** Cursors are signed and positions hidden with it. */
  readonly cursorKey: Uint8Array;
  readonly witnessPath: string;
};

const KEY_BYTES = 32;
const KEY_NAME = "holdfast.example/payments";

/** Reads the secrets from their files; in development they are made at the first start. Throws `SecretMissing`. */
export async function openSecrets(config: Config, isProduction: boolean): Promise<Secrets> {
  const folder = join(dataDirectory(config), "payments");
  const read = (path: string | undefined, name: string, make: () => string): Promise<string> =>
    secretText({ path: path ?? join(folder, name), ...(!isProduction && { make }) });
  const signerKey = await read(
    config.NOTARY_KEY_FILE,
    "notary.key",
    () => generateKey(KEY_NAME).signerKey,
  );
  const cursorText = await read(config.CURSOR_KEY_FILE, "cursor.key", () =>
    randomBytes(KEY_BYTES).toString("base64"),
  );
  const keys = keysOf(signerKey);
  const cursorKey = Buffer.from(cursorText, "base64");
  if (cursorKey.length < KEY_BYTES) {
    throw new SecretMissing(`CURSOR_KEY_FILE holds less than ${KEY_BYTES} bytes in base64`);
  }
  const witnessPath = config.NOTARY_WITNESS_FILE ?? join(folder, "checkpoints");
  await mkdir(dirname(witnessPath), { recursive: true });
  return { ...keys, cursorKey, witnessPath };
}

function keysOf(signerKey: string): Pick<Secrets, "signer" | "verifier" | "verifierKey"> {
  const signer = parseSignerKey(signerKey);
  const told = verifierKeyOf(signerKey);
  if (typeof signer === "string") throw new SecretMissing(`NOTARY_KEY_FILE: ${signer}`);
  if (typeof told === "string") throw new SecretMissing(`NOTARY_KEY_FILE: ${told}`);
  const { verifierKey } = told;
  const verifier = parseVerifierKey(verifierKey);
  if (typeof verifier === "string") throw new SecretMissing(`NOTARY_KEY_FILE: ${verifier}`);
  return { signer, verifier, verifierKey };
}
