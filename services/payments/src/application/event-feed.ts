import type { LedgerEvent } from "../domain/ledger-event.ts";

/** Which events; what is left out lets all of them through. */
export type FeedFilter = {
  readonly types?: readonly string[];
  /** Such as `account`, `transfer`, `quote`. */
  readonly categories?: readonly string[];
};

/** An event as its tenant may see it. */
export type FeedEvent = {
  readonly position: bigint;
  readonly id: string;
  readonly streamId: string;
  readonly category: string;
  readonly version: number;
  readonly event: LedgerEvent;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly recordedAt: string;
};

/** The next events of a tenant. */
type FeedPage = {
  readonly events: readonly FeedEvent[];
  /** Where the next page begins: the last of the tenant's events that was looked at, whether or not it passed the filter. */
  readonly upTo: bigint;
  /** Whether there was nothing behind it. */
  readonly isEnd: boolean;
};

/** Reads what has happened to a tenant's ledgers, in the order in which it was committed; nothing comes later in between. */
export type EventFeed = {
  read(
    tenant: string,
    filter: FeedFilter,
    page: { readonly after: bigint; readonly limit: number },
  ): Promise<FeedPage>;
  /** Of the tenant's newest event; 0 if there is none. */
  end(tenant: string): Promise<bigint>;
};
