import type { Keys } from "./key-set.ts";
import type { Principal } from "./principal.ts";

/** A token that was found right. */
type Verified = {
  readonly principal: Principal;
  /** From when on it is expired, milliseconds since 1970, tolerance included. */
  readonly endMs: number;
};

/** Tokens that are remembered, about a kilobyte each; the one used longest ago is forgotten first. */
const TOKENS_MAX = 10_000;

/** Tokens that need no second check of their signature, by their SHA-256. They are believed as long as the keys are. */
export class VerifiedTokens {
  readonly #now: () => number;
  readonly #tokensMax: number;
  /** In the order of their last use. */
  readonly #tokens = new Map<string, Verified>();
  #keys: Keys | undefined;

  constructor(now: () => number, tokensMax = TOKENS_MAX) {
    this.#now = now;
    this.#tokensMax = tokensMax;
  }

  /** Whom the token is about, or that it is expired by now; undefined when it has to be verified. */
  find(digest: string, keys: Keys | undefined): Principal | "token_expired" | undefined {
    this.#believe(keys);
    const found = this.#tokens.get(digest);
    if (found === undefined) return undefined;
    if (this.#now() >= found.endMs) return "token_expired";
    this.#tokens.delete(digest);
    this.#tokens.set(digest, found);
    return found.principal;
  }

  /** Remembers a token that these keys were found to have signed. */
  add(digest: string, verified: Verified, keys: Keys): void {
    this.#believe(keys);
    this.#tokens.set(digest, verified);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > this.#tokensMax && oldest !== undefined) this.#tokens.delete(oldest);
  }

  /** With new keys nothing is known: what an old one signed may have been taken back. */
  #believe(keys: Keys | undefined): void {
    if (keys === this.#keys) return;
    this.#tokens.clear();
    this.#keys = keys;
  }
}
