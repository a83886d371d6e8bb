import { createHash } from "node:crypto";

/**
 * A fraction in [0, 1) that is always the same for the same seed and subject. Drawn per subject instead of in turn,
 * so that what happens to a payment does not depend on which other request came first.
 */
export function fractionOf(seed: number, subject: string): number {
  const digest = createHash("sha256").update(`${seed}/${subject}`).digest();
  return digest.readUInt32BE() / 2 ** 32;
}

/** One of several, chosen by a fraction in [0, 1). */
export function oneOf(choices: readonly string[], fraction: number): string {
  return choices[Math.floor(fraction * choices.length)] ?? "";
}
