export { forbidden } from "./access-problems.ts";
export { type Access, type Forbidden } from "./access-hook.ts";
export {
  ACCESS_VARIABLES,
  accessMistakes,
  accessSettings,
  type AccessSettings,
  type AccessVariables,
} from "./access-settings.ts";
export { BadKeySet } from "./bad-key-set.ts";
export { DEVELOPMENT_ISSUER } from "./development-issuer-name.ts";
export { InvalidAccessEntry } from "./invalid-access-entry.ts";
export { keysAtUrl, keysInFile, type KeySource } from "./key-source.ts";
export { KeysUnavailable } from "./keys-unavailable.ts";
export { NoPrincipal } from "./no-principal.ts";
export { type Permission } from "./permission.ts";
export { type Principal } from "./principal.ts";
export { type RouteAccess } from "./route-access.ts";
export {
  tokenVerifier,
  type TokenVerifier,
  type TokenVerifierOptions,
  type Verdict,
} from "./token-verifier.ts";
