import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

import { BadKeySet } from "./bad-key-set.ts";
import type { KeySource } from "./key-source.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

/** The keys of one loading. */
export type Keys = {
  /** The JWKS as it was loaded. */
  readonly text: string;
  readonly ids: ReadonlySet<string>;
  readonly find: JWTVerifyGetKey;
};

/** What a key set needs besides its source. */
export type KeySetOptions = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each loading that failed; the last good keys stay in use. */
  readonly onFailure: (error: unknown) => void;
};

const LOAD_MS_MAX = 2_000;
/** Between two loadings that somebody's unknown key asks for. */
const UNKNOWN_MS = 60_000;
/** While there is no key at all, so that an issuer that comes late is soon found. */
const NONE_MS = 1_000;
/** Keys as old as this are loaded anew, so that one which was taken back is not believed for ever. */
const AGE_MS_MAX = 10 * 60_000;

/** The keys of an issuer, loaded when first needed and kept through its outages. */
export class KeySet {
  readonly #source: KeySource;
  readonly #options: KeySetOptions;
  #keys: Keys | undefined;
  #loading: Promise<void> | undefined;
  /** When the last loading began. */
  #loadedMs = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  constructor(source: KeySource, options: KeySetOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** The keys now in use, undefined before the first; when they are old, new ones are loaded meanwhile. */
  current(): Keys | undefined {
    if (this.#keys !== undefined && this.#ageMs() >= AGE_MS_MAX) void this.#load();
    return this.#keys;
  }

  /**
   * The keys to look for this one in; loads them anew when it is not among them, at most once a
   * minute for all who ask. Rejects with KeysUnavailable as long as no loading has succeeded.
   */
  async knowing(id: string): Promise<Keys> {
    if (this.current()?.ids.has(id) !== true) await this.#loadOnceIn(this.#pauseMs());
    if (this.#keys === undefined) throw new KeysUnavailable(this.#failure);
    return this.#keys;
  }

  #pauseMs(): number {
    return this.#keys === undefined ? NONE_MS : UNKNOWN_MS;
  }

  async #loadOnceIn(pauseMs: number): Promise<void> {
    if (this.#loading !== undefined || this.#ageMs() >= pauseMs) await this.#load();
  }

  #ageMs(): number {
    return this.#options.now() - this.#loadedMs;
  }

  async #load(): Promise<void> {
    this.#loading ??= this.#loadNow().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadNow(): Promise<void> {
    this.#loadedMs = this.#options.now();
    try {
      const text = await this.#source(AbortSignal.timeout(LOAD_MS_MAX));
      if (text !== this.#keys?.text) this.#keys = keysOf(text);
    } catch (error) {
      this.#failure = error;
      this.#options.onFailure(error);
    }
  }
}

function keysOf(text: string): Keys {
  const set: unknown = JSON.parse(text);
  if (!isKeySet(set)) throw new BadKeySet("is no JSON Web Key Set");
  const ids = set.keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  return { text, ids: new Set(ids), find: createLocalJWKSet(set) };
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  if (typeof value !== "object" || value === null || !("keys" in value)) return false;
  return Array.isArray(value.keys) && value.keys.every((key) => typeof key === "object");
}
