import { addressKind } from "@holdfast/tezos";

import { AddressIndex } from "./address-index.ts";

/** A history holds fewer accounts than this; whoever sends more gets them checked again and again. */
const KNOWN_MAX = 2_000_000;

/**
 * The addresses whose checksum has been verified. One account sends many delegations, so each address is decoded once;
 * and all rows share one copy of its text, which makes every later comparison one of pointers.
 */
export class KnownAddresses {
  #index = new AddressIndex();
  readonly #max: number;

  constructor(max = KNOWN_MAX) {
    this.#max = max;
  }

  /** The shared copy of an address, or undefined for a text that is none. */
  accept(text: string): string | undefined {
    const known = this.#index.find(text);
    if (known !== undefined) return this.#index.at(known);
    if (addressKind(text) === undefined) return undefined;
    if (this.#index.size >= this.#max) this.#index = new AddressIndex();
    this.#index.add(text);
    return text;
  }
}
