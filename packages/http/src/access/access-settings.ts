import { BadConfiguration, type ConfigurationMistake } from "@holdfast/config";
import { Type } from "typebox";

import { DEVELOPMENT_ISSUER } from "./development-issuer-name.ts";
import { keysAtUrl, keysInFile } from "./key-source.ts";
import type { TokenVerifierOptions } from "./token-verifier.ts";

/** Whom a service believes, as its configuration says. */
export type AccessSettings = Pick<TokenVerifierOptions, "issuer" | "audience" | "keys">;

/** The variables that say whose tokens a service believes, for the schema of its configuration. */
export const ACCESS_VARIABLES = {
  AUTH_ISSUER: Type.Optional(
    Type.String({ description: "Who signs access tokens; default: the development issuer" }),
  ),
  AUTH_AUDIENCE: Type.Optional(
    Type.String({ description: "Whom access tokens must be meant for" }),
  ),
  AUTH_JWKS_URL: Type.Optional(
    Type.String({ description: "Where the issuer publishes its keys (JWKS)" }),
  ),
  AUTH_JWKS_FILE: Type.Optional(
    Type.String({ description: "A file with the issuer's keys, instead of AUTH_JWKS_URL" }),
  ),
};

const NAMES = ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL", "AUTH_JWKS_FILE"] as const;

/** What was read of these variables. */
export type AccessVariables = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/**
 * What is wrong with them, every mistake. In production all must be there; elsewhere none need be,
 * and then the development issuer is believed.
 */
export function accessMistakes(
  config: AccessVariables & { readonly NODE_ENV?: string },
): readonly ConfigurationMistake[] {
  const isProduction = config.NODE_ENV === "production";
  if (!isProduction && NAMES.every((name) => config[name] === undefined)) return [];
  const mistakes: ConfigurationMistake[] = [...keyMistakes(config)];
  for (const variable of ["AUTH_ISSUER", "AUTH_AUDIENCE"] as const) {
    if (config[variable] !== undefined) continue;
    mistakes.push({ variable, reason: "is required and not set" });
  }
  if (isProduction && config.AUTH_ISSUER === DEVELOPMENT_ISSUER) {
    const reason = "is the development issuer, which nobody believes in production";
    mistakes.push({ variable: "AUTH_ISSUER", reason });
  }
  return mistakes;
}

function keyMistakes({
  AUTH_JWKS_URL: url,
  AUTH_JWKS_FILE: file,
}: AccessVariables): readonly ConfigurationMistake[] {
  const mistakes: ConfigurationMistake[] = [];
  const mistake = (reason: string) => mistakes.push({ variable: "AUTH_JWKS_URL", reason });
  if (url === undefined && file === undefined) mistake("is required, or AUTH_JWKS_FILE");
  if (url !== undefined && file !== undefined) mistake("contradicts AUTH_JWKS_FILE; set only one");
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    mistake("is not a URL that begins with https:// or http://");
  }
  return mistakes;
}

/** Whom to believe; undefined when that is the development issuer. Throws BadConfiguration with every mistake. */
export function accessSettings(
  config: AccessVariables & { readonly NODE_ENV?: string },
): AccessSettings | undefined {
  const mistakes = accessMistakes(config);
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config;
  const { AUTH_JWKS_URL: url, AUTH_JWKS_FILE: file } = config;
  if (issuer === undefined || audience === undefined) return undefined;
  if (url !== undefined) return { issuer, audience, keys: keysAtUrl(url) };
  return file === undefined ? undefined : { issuer, audience, keys: keysInFile(file) };
}
