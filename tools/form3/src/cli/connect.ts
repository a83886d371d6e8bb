import { join } from "node:path";

import { httpSignature } from "../adapters/http-signature.ts";
import { oauth2 } from "../adapters/oauth2.ts";
import { tlsFetch } from "../adapters/tls-fetch.ts";
import type { Hooks } from "../application/hooks.ts";
import type { Environment } from "../config.ts";
import { Form3, type Form3Options } from "../form3.ts";
import type { CommonOptions } from "./command.ts";
import { readSecretFile } from "./secret-file.ts";
import { parseSettings, readSettings, type Settings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/** A client as the user has configured it, and the organisation that new accounts belong to. */
export type Connected = { readonly form3: Form3; readonly organisationId: string | undefined };

/** Sets up a client. Throws `UsageError` or `BadOptions`. */
export async function connect(
  env: Environment,
  common: CommonOptions,
  hooks: Hooks,
): Promise<Connected> {
  const settings = readSettings(env, await fileSettings(env, common.config));
  const baseUrl = common.baseUrl ?? settings.baseUrl;
  if (baseUrl === undefined) {
    throw new UsageError("say where the API is: --base-url URL or FORM3_BASE_URL");
  }
  const { timeoutMs, retries } = common;
  const form3 = new Form3({
    baseUrl,
    hooks,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { maxRetries: retries }),
    ...(await authOf(settings)),
    ...(await fetchOf(settings)),
  });
  return { form3, organisationId: settings.organisationId };
}

async function fileSettings(env: Environment, given: string | undefined): Promise<Settings> {
  const named = given ?? env["FORM3_CONFIG"];
  const { HOME: home = "/", XDG_CONFIG_HOME: folder = join(home, ".config") } = env;
  const path = named || join(folder, "form3", "config.json");
  const text = await readSecretFile(path);
  if (text !== undefined) return parseSettings(text, path);
  if (named) throw new UsageError(`${path} does not exist`);
  return {};
}

async function authOf(settings: Settings): Promise<Pick<Form3Options, "auth">> {
  const { clientId, clientSecret, keyId, privateKeyFile } = settings;
  if (clientId !== undefined && clientSecret !== undefined) {
    return { auth: oauth2({ clientId, clientSecret }) };
  }
  if (keyId === undefined || privateKeyFile === undefined) return {};
  return { auth: httpSignature({ keyId, privateKey: await pem(privateKeyFile) }) };
}

async function fetchOf(settings: Settings): Promise<Pick<Form3Options, "fetch">> {
  const { tlsCertFile, tlsKeyFile, tlsCaFile } = settings;
  const files = { cert: tlsCertFile, key: tlsKeyFile, ca: tlsCaFile };
  const identity: { [Name in keyof typeof files]?: string } = {};
  for (const name of ["cert", "key", "ca"] as const) {
    const file = files[name];
    if (file !== undefined) identity[name] = await pem(file);
  }
  return Object.keys(identity).length === 0 ? {} : { fetch: tlsFetch(identity) };
}

async function pem(path: string): Promise<string> {
  const text = await readSecretFile(path);
  if (text === undefined) throw new UsageError(`${path} does not exist`);
  return text;
}
