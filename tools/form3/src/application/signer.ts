import type { WireAnswer, WireRequest } from "./transport.ts";

/** What a signer may need. */
export type SigningContext = {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Where the API is. */
  readonly baseUrl: URL;
  /**
   * Sends a request of the signer's own, such as one for a token, and reads its answer; it has a limit, and no caller's
   * abort ends it. What `read` throws becomes a `Form3Error` of that request, without the answer's body.
   */
  readonly send: <T>(request: WireRequest, read: (answer: WireAnswer) => T) => Promise<T>;
  /** Aborts when nobody waits for the signature any more. */
  readonly signal: AbortSignal;
};

/** Proves who asks. Called for every attempt, so that a retry carries a fresh date or token. */
export type Signer = {
  /** The headers to add, names in lower case. A `Form3Error` thrown here is the failure of the attempt. */
  sign(
    request: WireRequest,
    context: SigningContext,
  ): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** Told of a 401 and of the headers it was given for; true when signing anew is worth one more attempt. */
  renew?(headers: Readonly<Record<string, string>>): boolean;
};
