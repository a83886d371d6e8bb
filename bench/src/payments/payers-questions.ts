/** A tenant of the service: who acts for it, and how many accounts it has besides the one that money comes from. */
export type Tenant = { readonly token: string; readonly accounts: number };

/** What is asked for: single transfers, such that all credit one account of their tenant, batches, or what came before. */
export type Kind = "single" | "hot" | "batch" | "replay";

/** A stretch of load. */
export type PaymentsLoad = {
  readonly kind: Kind;
  /** Which tenants ask, by their places in the list; each time another one. */
  readonly tenants: readonly number[];
  readonly connections: number;
  readonly milliseconds: number;
  /** Requests that come in a second, at random times; each connection asks again at once if left out. */
  readonly perSecond?: number;
};

/** What a stretch of load came to. */
export type PaymentsRun = {
  /** Transfers that were made, or of which was told again. */
  readonly transfers: number;
  readonly perSecond: number;
  /** Milliseconds from when a request came to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** What `payers-child.ts` can be asked. */
export type PayersQuestions = {
  /** Opens all accounts and pays into them; how many transfers that took. */
  open(options: { readonly url: string; readonly tenants: readonly Tenant[] }): Promise<number>;
  /** Fails when an answer is not what was asked for, or a repeated one not the first one byte for byte. */
  run(load: PaymentsLoad): Promise<PaymentsRun>;
};
