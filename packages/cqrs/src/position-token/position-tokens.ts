import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";

import { refuse } from "../refusal.ts";
import type { InvalidToken, PositionScope } from "./position-scope.ts";
import { checkKeys, type ScopeKeys, scopeKeys, type TokenKey } from "./token-key.ts";

/** Turns positions of the log into tokens that tell nobody anything, and back. */
export type PositionTokens = {
  /** The token of a position; the same each time. Throws a RangeError for what is no position. */
  seal(position: bigint, scope: PositionScope): string;
  /** The position of a token that was sealed for the same tenant and purpose, or `invalid_token`. */
  open(token: string, scope: PositionScope): bigint | InvalidToken;
};

const FORM = 1;
const NONCE_BYTES = 12;
const POSITION_BYTES = 8;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;
const TOKEN_BYTES = HEADER_BYTES + NONCE_BYTES + POSITION_BYTES + TAG_BYTES;
/** Of bytes in base64url, without padding. */
const TOKEN_CHARACTERS = Math.ceil((TOKEN_BYTES * 4) / 3);
/** The largest `bigint` of PostgreSQL. */
const POSITION_MAX = 2n ** 63n - 1n;

/**
 * Seals with the first of the keys and opens with any of them: put a new key in front, and take the old one away when its
 * tokens may expire. Throws a RangeError for keys that cannot be used.
 *
 * A token is 51 characters for a URL, of the same length for every position: form, key id, nonce, and position under
 * AES-256-GCM with secrets of the tenant and purpose alone (HMAC-SHA256). The nonce is made of the position by HMAC, as
 * in the synthetic IV of RFC 5297: it needs no randomness, equal positions have equal tokens, and two positions of a
 * scope would have to collide in 96 bits to share one. Which keys there are and what is wrong with a token is told to
 * nobody.
 */
export function positionTokens(keys: readonly TokenKey[]): PositionTokens {
  checkKeys(keys);
  const [newest] = keys;
  if (newest === undefined) throw new RangeError("there is no key to seal positions with");
  const sealing = new KeysOfScopes(newest);
  const older = keys.slice(1).map((key) => new KeysOfScopes(key));
  const byId = new Map([sealing, ...older].map((each) => [each.id, each]));
  return {
    seal(position, scope) {
      if (position < 0n || position > POSITION_MAX) {
        throw new RangeError(`not a position of a log: ${position}`);
      }
      return sealed(position, newest.id, sealing.of(scope)).toString("base64url");
    },
    open(token, scope) {
      const bytes = bytesOf(token);
      const key = bytes?.[0] === FORM ? byId.get(bytes[1] ?? -1) : undefined;
      if (bytes === undefined || key === undefined) return invalid();
      return opened(bytes, key.of(scope)) ?? invalid();
    },
  };
}

/** Keys of scopes in memory: one for each tenant and purpose, so that most are asked for again. */
const SCOPES_MAX = 1_000;

/** The keys that are derived from one secret, kept since deriving them is five times the work of a token. */
class KeysOfScopes {
  readonly #key: TokenKey;
  readonly #known = new Map<string, ScopeKeys>();

  constructor(key: TokenKey) {
    this.#key = key;
  }

  get id(): number {
    return this.#key.id;
  }

  of(scope: PositionScope): ScopeKeys {
    // As JSON, so that no two scopes have the same name.
    const name = JSON.stringify([scope.tenant.toLowerCase(), scope.purpose]);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = scopeKeys(this.#key, scope);
    if (this.#known.size === SCOPES_MAX) this.#known.clear();
    this.#known.set(name, made);
    return made;
  }
}

function invalid(): InvalidToken {
  return refuse("invalid_token", "this place is not one that was handed out here: begin again");
}

/** A token has one text only, so that nobody makes another one of it. */
function bytesOf(token: string): Buffer | undefined {
  if (token.length !== TOKEN_CHARACTERS) return undefined;
  const bytes = Buffer.from(token, "base64url");
  return bytes.length === TOKEN_BYTES && bytes.toString("base64url") === token ? bytes : undefined;
}

function sealed(position: bigint, keyId: number, keys: ScopeKeys): Buffer {
  const header = Buffer.from([FORM, keyId]);
  const plain = Buffer.alloc(POSITION_BYTES);
  plain.writeBigUInt64BE(position);
  const nonce = nonceOf(plain, keys);
  const cipher = createCipheriv("aes-256-gcm", keys.hiding, nonce).setAAD(header);
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, hidden, cipher.getAuthTag()]);
}

function opened(bytes: Buffer, keys: ScopeKeys): bigint | undefined {
  const header = bytes.subarray(0, HEADER_BYTES);
  const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const hidden = bytes.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES);
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv("aes-256-gcm", keys.hiding, nonce, options)
    .setAAD(header)
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(hidden);
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  // A second proof besides the tag: only the nonce that the position makes was ever handed out.
  return timingSafeEqual(nonce, nonceOf(plain, keys)) ? plain.readBigUInt64BE() : undefined;
}

function nonceOf(plain: Buffer, keys: ScopeKeys): Buffer {
  return createHmac("sha256", keys.nonce).update(plain).digest().subarray(0, NONCE_BYTES);
}
