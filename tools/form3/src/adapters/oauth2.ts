import type { Signer, SigningContext } from "../application/signer.ts";
import type { WireAnswer } from "../application/transport.ts";
import { must } from "../domain/bad-options.ts";
import { Fault } from "../domain/fault.ts";
import { isText, membersOf, parseJson, utf8 } from "../domain/json.ts";

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
  must(
    clientId !== "" && clientSecret !== "" && !clientId.includes(":"),
    "oauth2 needs a clientId without a colon, and a clientSecret",
  );
  const headers = {
    accept: "application/json",
    authorization: `Basic ${btoa(String.fromCharCode(...utf8(`${clientId}:${clientSecret}`)))}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  const body = utf8("grant_type=client_credentials");
  let token: Token | undefined;
  let coming: Promise<Token> | undefined;

  async function ask({ send, baseUrl, nowMs }: SigningContext): Promise<Token> {
    try {
      const url = new URL(tokenPath, baseUrl);
      const request = { method: "POST", url, headers, body };
      token = await send(request, (answer) => readToken(answer, nowMs));
      return token;
    } finally {
      coming = undefined;
    }
  }

  return {
    async sign(_request, context) {
      const { nowMs } = context;
      let serving = token;
      if (serving === undefined || nowMs >= serving.renewMs) {
        // However many wait for it, one request is under way.
        coming ??= ask(context);
        // The old token serves until the new one is there; if that fails, the next call tries again.
        if (serving === undefined || nowMs >= serving.expiryMs) serving = await coming;
        else coming.catch(() => undefined);
      }
      return { authorization: serving.authorization };
    },
    renew({ authorization }) {
      // Another call may have got a new one since.
      if (token?.authorization === authorization) token = undefined;
      return true;
    },
  };
}

/** The body of such an answer holds a secret and goes into no error. */
function readToken({ body }: WireAnswer, nowMs: number): Token {
  const { access_token: text, expires_in: seconds } = membersOf(parseJson(body));
  const isToken = isText(text) && /^[\x21-\x7e]+$/u.test(text);
  if (!isToken) throw new Fault("no access token");
  const lifeMs = Number(seconds) > 0 ? Number(seconds) * 1000 : Infinity;
  return {
    authorization: `Bearer ${text}`,
    renewMs: nowMs + lifeMs * RENEWED_AT,
    expiryMs: nowMs + lifeMs,
  };
}
