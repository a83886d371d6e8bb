/** The right to write, for as long as it is renewed. */
export type Lease = AsyncDisposable & {
  readonly epoch: bigint;
  /** Aborted with `LeadershipLost` when another instance took over or the lease ran out. */
  readonly lost: AbortSignal;
};

/** At most one instance writes; the others wait here and serve reads. */
export type Leadership = { acquire(signal: AbortSignal): Promise<Lease> };
