import type { Believed, NotaryOptions } from "@holdfast/postgres/notary";
import { generateKey, parseSignerKey, parseVerifierKey } from "@holdfast/transparency";

/** What a log is signed with, and whose checkpoints of it are good. */
export type NotaryKeys = Pick<NotaryOptions, "signer"> & {
  /** The signer as a text, for a file. */
  readonly signerKey: string;
  readonly believed: Believed;
};

/** A new key under the name of a log; from the given bytes where runs have to be alike. */
export function notaryKeys(origin: string, random?: (size: number) => Uint8Array): NotaryKeys {
  const { signerKey, verifierKey } = generateKey(origin, random);
  const [signer, verifier] = [parseSignerKey(signerKey), parseVerifierKey(verifierKey)];
  if (typeof signer === "string" || typeof verifier === "string") {
    throw new TypeError("a new key cannot be read");
  }
  return { signer, signerKey, believed: { origin, verifiers: [verifier] } };
}
