import type { Counters } from "./counters.ts";
import type { Transfer } from "./transfer.ts";

/** What a transfer made of one of its accounts. */
export type Entry = { readonly version: bigint; readonly counters: Counters };

/** A transfer with the entry it made on each side. */
export type RecordedTransfer = {
  readonly transfer: Transfer;
  readonly debit: Entry;
  readonly credit: Entry;
};
