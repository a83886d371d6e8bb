/** What one server takes on at most; every service may override single limits. */
export type Limits = {
  /** Largest request body; beyond it 413. A route may set its own `bodyLimit`. */
  readonly bodyBytesMax: number;
  /** Largest request head, request line included; beyond it 431, or 414 when the request line alone is too long. */
  readonly headerBytesMax: number;
  /** Longest request target; beyond it 414. */
  readonly urlBytesMax: number;
  /** Time for the whole head to arrive; beyond it 408. */
  readonly headersTimeoutMs: number;
  /** Time for the whole request, body included, to arrive; beyond it 408. */
  readonly requestTimeoutMs: number;
  /** Time for a handler to begin its answer; beyond it 503. What has begun may stream for longer. */
  readonly handlerTimeoutMs: number;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeoutMs: number;
  /** Requests worked on at the same time; beyond it 503 with Retry-After. */
  readonly inFlightMax: number;
  /** Open connections; further ones are dropped. */
  readonly connectionsMax: number;
  /** How long requests in flight may take once the server stops. */
  readonly drainMs: number;
};

/** The limits a server has when nobody says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytesMax: 64 * 1024,
  headerBytesMax: 8 * 1024,
  urlBytesMax: 4 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  handlerTimeoutMs: 30_000,
  // Longer than the 60 s after which common load balancers drop an idle connection, so that they go first.
  keepAliveTimeoutMs: 65_000,
  inFlightMax: 1_000,
  connectionsMax: 10_000,
  drainMs: 30_000,
};
