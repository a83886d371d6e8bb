import { addressKind } from "@holdfast/tezos";

/** A history holds fewer accounts than this; whoever sends more gets them checked again and again. */
const KNOWN_MAX = 2_000_000;

/**
 * The addresses whose checksum has been verified. One account sends many delegations, so each address is decoded once;
 * and all rows share one copy of its text, which makes every later look-up a comparison of pointers.
 */
export class KnownAddresses {
  readonly #known = new Map<string, string>();
  readonly #max: number;

  constructor(max = KNOWN_MAX) {
    this.#max = max;
  }

  /** The shared copy of an address, or undefined for a text that is none. */
  accept(text: string): string | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (addressKind(text) === undefined) return undefined;
    if (this.#known.size >= this.#max) this.#known.clear();
    this.#known.set(text, text);
    return text;
  }
}
