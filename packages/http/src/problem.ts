/** One wrong part of a request, as listed in `errors` of a problem. */
export type ProblemError = {
  /** Which part of the request: `body`, `query`, `params` or `headers`. */
  readonly in: string;
  /** JSON pointer (RFC 6901) inside that part; empty for the part itself. */
  readonly pointer: string;
  /** What kind of mistake, snake_case: `required`, `type`, `unknown_field`, `maximum` … */
  readonly code: string;
  /** What is wrong, for a person. */
  readonly detail: string;
};

/** A refusal or failure as the outside sees it (RFC 9457, with a code for programs). */
export type Problem = {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** What happened, snake_case and stable; the same word in domain, wire and documents. */
  readonly code: string;
  /** What happened, for a person; the same for every occurrence. */
  readonly title: string;
  /** What to change in this request. A 5xx says nothing about its cause. */
  readonly detail?: string;
  /** URI of the problem type; `about:blank` when left out. */
  readonly type?: string;
  /** Further response headers, for example Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The wrong parts of the request, all that were found. */
  readonly errors?: readonly ProblemError[];
  /** What programs may want to know of it besides the code; a bigint is written as a decimal string. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Whether the same request may succeed later. The status says so itself, but for 409 and 500, which are not when left out. */
  readonly isRetryable?: boolean;
};
