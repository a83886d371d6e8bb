import type { AccountKind } from "../domain/account.ts";
import type { RecordedTransfer } from "../domain/recorded-transfer.ts";
import type { Page, PageAsked, PlaceInTime } from "./page.ts";

/** Which transfers; what is left out lets all of them through. */
export type TransferFilter = {
  /** On either side. */
  readonly account?: string;
  readonly batch?: string;
  /** Recorded then or later. */
  readonly from?: string;
  /** Recorded before. */
  readonly to?: string;
  /** All of these notes, each as it was written. */
  readonly metadata?: Readonly<Record<string, string>>;
};

/** Where a page ends: of one account by the version of its entry, else by time. */
export type TransferPlace = PlaceInTime | { readonly version: bigint };

/** A page of transfers, and their accounts for what never changes about them. */
export type TransferPage = Page<RecordedTransfer, TransferPlace> & {
  readonly accounts: ReadonlyMap<string, AccountKind>;
};

/** Lists transfers of a tenant in the order in which they were recorded. */
export type ListTransfers = (
  tenant: string,
  filter: TransferFilter,
  page: PageAsked<TransferPlace>,
) => Promise<TransferPage>;
