import type { Database } from "@holdfast/postgres";
import type { PlainEventStore } from "@holdfast/postgres/event-store";

import type { KeptAccounts } from "../../application/kept-accounts.ts";

/** Where the ledgers of all tenants are. */
export type LedgerPlace = {
  /** As the `app` role. */
  readonly database: Database;
  readonly store: PlainEventStore;
  readonly schema: string;
  /** Added to the time of the database; 0. For tests. */
  readonly clockOffsetMs?: () => number;
  /** Calls a listener whenever a connection was lost; never. */
  readonly whenLost?: (listener: () => void) => void;
  /** Told, for logs, of what should not happen and was got over. */
  readonly onFault?: (error: unknown) => void;
};

/** Where they are, and what is kept of them. */
export type KeptPlace = LedgerPlace & { readonly kept: KeptAccounts };
