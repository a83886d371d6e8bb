import { generateKey, parseSignerKey, parseVerifierKey } from "@holdfast/transparency";

const ORIGIN = "example.com/ledger";

const keys = generateKey(ORIGIN, (size) => Buffer.alloc(size, 7));
const [signer, verifier] = [parseSignerKey(keys.signerKey), parseVerifierKey(keys.verifierKey)];
if (typeof signer === "string" || typeof verifier === "string") throw new TypeError("no key");

/** Who signs in tests, and how that is checked. */
export const sealing = { origin: ORIGIN, signer, verifiers: [verifier] };
