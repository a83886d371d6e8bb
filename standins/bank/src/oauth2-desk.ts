import { timingSafeEqual } from "node:crypto";

import { jsonAnswer, refusal, type Answer } from "./answer.ts";
import { headerOf, type BankRequest } from "./bank-request.ts";

/** Who may have tokens, and how long these live. */
export type OAuth2Options = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** An hour when left out. Null leaves `expires_in` out of the answer; the token then lives for an hour all the same. */
  readonly lifeSeconds?: number | null;
};

/** Where tokens are had. */
export const TOKEN_PATH = "/v1/oauth2/token";
const LIFE_SECONDS = 3600;
/** More live tokens than any client should hold; the oldest goes. */
const TOKENS_MAX = 1000;

type Surroundings = { readonly nowMs: () => number; readonly newToken: () => string };

/** Gives out tokens for client credentials and knows them again. */
export class OAuth2Desk {
  readonly #options: OAuth2Options;
  readonly #around: Surroundings;
  readonly #expiryMs = new Map<string, number>();
  /** Tokens given out so far. */
  issued = 0;

  constructor(options: OAuth2Options, around: Surroundings) {
    this.#options = options;
    this.#around = around;
  }

  issue(request: BankRequest): Answer {
    const { clientId, clientSecret, lifeSeconds = LIFE_SECONDS } = this.#options;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    if (!isSame(headerOf(request, "authorization"), `Basic ${basic}`)) {
      return jsonAnswer(401, { error: "invalid_client", error_description: "unknown client" });
    }
    if (new URLSearchParams(request.body).get("grant_type") !== "client_credentials") {
      return jsonAnswer(400, { error: "unsupported_grant_type" });
    }
    const token = this.#around.newToken();
    this.#expiryMs.set(token, this.#around.nowMs() + (lifeSeconds ?? LIFE_SECONDS) * 1000);
    const [oldest] = this.#expiryMs.keys();
    if (this.#expiryMs.size > TOKENS_MAX && oldest !== undefined) this.#expiryMs.delete(oldest);
    this.issued += 1;
    const life = lifeSeconds === null ? {} : { expires_in: lifeSeconds };
    return jsonAnswer(200, { access_token: token, token_type: "Bearer", ...life });
  }

  /** Undefined when the request may pass. */
  refuse(request: BankRequest): Answer | undefined {
    const [, token = ""] = /^Bearer (\S+)$/u.exec(headerOf(request, "authorization")) ?? [];
    const expiryMs = this.#expiryMs.get(token);
    if (expiryMs !== undefined && expiryMs > this.#around.nowMs()) return undefined;
    return refusal(401, "the access token is missing, unknown or expired");
  }

  /** Forgets all tokens, as a restart of the gateway does. */
  revokeAll(): void {
    this.#expiryMs.clear();
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
