import type { Signer, SigningContext } from "../application/signer.ts";
import type { WireAnswer, WireRequest } from "../application/transport.ts";
import { BadOptions } from "../domain/bad-options.ts";
import { Form3Error } from "../domain/form3-error.ts";
import { isRecord } from "../domain/is-record.ts";

/** Client credentials, as the bank gave them out. */
export type OAuth2Credentials = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `/v1/oauth2/token` when left out. */
  readonly tokenPath?: string;
};

type Token = {
  readonly authorization: string;
  /** Milliseconds since 1970; endless when the bank does not say. */
  readonly renewMs: number;
  readonly expiryMs: number;
};

const TOKEN_PATH = "/v1/oauth2/token";
/** A token is renewed while a fifth of its life is left, so that an outage of the token service goes unnoticed. */
const RENEWED_AT = 0.8;

/**
 * Signs with a token for client credentials (RFC 6749, 4.4). Calls share one token, and one request for it: at 80 % of
 * its life a new one is asked for while the old one still serves, and after a 401 once.
 */
export function oauth2({ tokenPath = TOKEN_PATH, ...credentials }: OAuth2Credentials): Signer {
  const { clientId, clientSecret } = credentials;
  if (clientId === "" || clientSecret === "" || clientId.includes(":")) {
    throw new BadOptions("oauth2 needs a clientId without a colon, and a clientSecret");
  }
  const basic = btoa(
    String.fromCharCode(...new TextEncoder().encode(`${clientId}:${clientSecret}`)),
  );
  let token: Token | undefined;
  let coming: Promise<Token> | undefined;

  async function ask({ send, baseUrl, nowMs }: SigningContext): Promise<Token> {
    const request = tokenRequest(new URL(tokenPath, baseUrl), basic);
    token = readToken(request, await send(request), nowMs);
    return token;
  }

  /** However many wait for it, one request is under way. */
  function refresh(context: SigningContext): Promise<Token> {
    coming ??= ask(context).finally(() => {
      coming = undefined;
    });
    return coming;
  }

  return {
    async sign(_request, context) {
      const { nowMs } = context;
      if (token === undefined || nowMs >= token.expiryMs) return header(await refresh(context));
      // The old token serves until the new one is there; if that fails, the next call tries again.
      if (nowMs >= token.renewMs) refresh(context).catch(() => undefined);
      return header(token);
    },
    renew({ authorization }) {
      // Another call may have got a new one since.
      if (token?.authorization === authorization) token = undefined;
      return true;
    },
  };
}

function header({ authorization }: Token) {
  return { authorization };
}

function tokenRequest(url: URL, basic: string): WireRequest {
  return {
    method: "POST",
    url,
    headers: {
      accept: "application/json",
      authorization: `Basic ${basic}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new TextEncoder().encode("grant_type=client_credentials"),
  };
}

/** The body of such an answer holds a secret and goes into no error. */
function readToken({ method, url }: WireRequest, answer: WireAnswer, nowMs: number): Token {
  const { access_token: text, expires_in: seconds } = parsed(answer.body);
  if (typeof text !== "string" || !/^[\x21-\x7e]+$/u.test(text)) {
    throw new Form3Error("the answer holds no access token", {
      kind: "decode",
      method,
      url: url.href,
      status: answer.status,
    });
  }
  const life = Number(seconds);
  const lifeMs = life > 0 ? life * 1000 : Number.POSITIVE_INFINITY;
  return {
    authorization: `Bearer ${text}`,
    renewMs: nowMs + lifeMs * RENEWED_AT,
    expiryMs: nowMs + lifeMs,
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
