import type { Believed } from "@holdfast/postgres/notary";
import { type NoteVerifier, parseVerifierKey } from "@holdfast/transparency";

import type { CommandOptions } from "../cli/command.ts";
import type { Given } from "../cli/given.ts";
import { UsageError } from "../cli/usage-error.ts";

/** The options that say whose checkpoints are believed. */
export const BELIEVED: CommandOptions = {
  key: {
    type: "string",
    isList: true,
    value: "VKEY",
    help: "believe what this public key has signed: NAME+HASH+BASE64; several times for keys that followed each other",
  },
  origin: {
    type: "string",
    value: "NAME",
    help: "which log the checkpoints are of; the name of the key if left out",
  },
};

/** Whose checkpoints are believed; undefined if no key was given. Throws `UsageError`. */
export function believedOf(given: Given): Believed | undefined {
  const verifiers = given.texts("key").map(verifierOf);
  const [first] = verifiers;
  if (first === undefined) {
    if (given.text("origin") === undefined) return undefined;
    throw new UsageError("--origin says of which log, and takes --key, which says whose signature");
  }
  return { origin: given.text("origin") ?? first.name, verifiers };
}

function verifierOf(text: string): NoteVerifier {
  const key = parseVerifierKey(text);
  if (typeof key !== "string") return key;
  const hint = text.startsWith("PRIVATE+KEY+")
    ? "this is the secret key; name the public one, and keep the secret one off the command line"
    : `must be NAME+HASH+BASE64 as it was handed out (${key})`;
  throw new UsageError(`--key ${hint}`);
}
