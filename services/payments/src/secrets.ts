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
  /** The keys of tenants are made of it. */
  readonly tenantKey: Uint8Array;
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
  const bytes = async (variable: "CURSOR_KEY_FILE" | "TENANT_KEY_FILE", name: string) =>
    keyBytes(variable, await read(config[variable], name, newKey));
  const cursorKey = await bytes("CURSOR_KEY_FILE", "cursor.key");
  const tenantKey = await bytes("TENANT_KEY_FILE", "tenant.key");
  const keys = keysOf(signerKey);
  const witnessPath = config.NOTARY_WITNESS_FILE ?? join(folder, "checkpoints");
  await mkdir(dirname(witnessPath), { recursive: true });
  return { ...keys, cursorKey, tenantKey, witnessPath };
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

function keyBytes(variable: string, text: string): Uint8Array {
  const key = Buffer.from(text, "base64");
  if (key.length >= KEY_BYTES) return key;
  throw new SecretMissing(`${variable} holds less than ${KEY_BYTES} bytes in base64`);
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
