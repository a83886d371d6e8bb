/** What went wrong, to be told apart by `switch`. */
export type Form3ErrorKind =
  /** The caller's signal was aborted. */
  | "aborted"
  /** An attempt, or the whole call, took too long. */
  | "timeout"
  /** The connection could not be made or broke. */
  | "network"
  /** 429. */
  | "rate_limited"
  /** The request is wrong (400 and other 4xx): `failures` says what to change. */
  | "validation"
  /** 401: the credentials are missing, wrong or expired. */
  | "unauthorized"
  /** 403: the credentials are not allowed to do this. */
  | "forbidden"
  /** 404. */
  | "not_found"
  /** 409 of a creation: the id belongs to another account. */
  | "duplicate"
  /** 409 of a change or deletion: the account has another version by now. */
  | "version_conflict"
  /** 5xx. */
  | "server"
  /** The answer was not understood, was too large, redirected, or led elsewhere. */
  | "decode";

/** One thing the bank found wrong with a request. */
export type Failure = {
  /** The member, such as `country`; empty where the bank named none. */
  readonly field: string;
  /** Which rule it breaks. */
  readonly rule: "required" | "pattern" | "choice" | "type" | "other";
  /** The pattern, the choices, the type; otherwise the bank's words. */
  readonly detail: string;
};

/** The facts of an error. */
export type Form3Facts = {
  readonly kind: Form3ErrorKind;
  readonly method: string;
  /** Without credentials: the client puts none into addresses. */
  readonly url: string;
  /** Absent when no answer came. */
  readonly status?: number | undefined;
  /** What the bank's support asks for (`X-Request-Id`). */
  readonly requestId?: string | undefined;
  /** The `error_code` or `code` of the answer. */
  readonly errorCode?: string | undefined;
  readonly failures?: readonly Failure[];
  /** Milliseconds that the bank asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The beginning of the answer's body. */
  readonly body?: string | undefined;
  /** How often the request was made; once when left out. */
  readonly attempts?: number;
  readonly cause?: unknown;
};

/** Every failure of a call. Holds nothing secret, so that it may be logged. */
export class Form3Error extends Error {
  override readonly name = "Form3Error";
  declare readonly kind: Form3ErrorKind;
  declare readonly method: string;
  declare readonly url: string;
  declare readonly status: number | undefined;
  declare readonly requestId: string | undefined;
  declare readonly errorCode: string | undefined;
  readonly failures: readonly Failure[] = [];
  declare readonly retryAfterMs: number | undefined;
  declare readonly body: string | undefined;
  /** How often the request was made. */
  readonly attempts: number = 1;

  constructor(message: string, facts: Form3Facts) {
    const { method, url, attempts = 1 } = facts;
    const times = attempts > 1 ? `, ${attempts} attempts` : "";
    super(`${message} (${method} ${url}${times})`, facts);
    Object.assign(this, facts);
  }
}
