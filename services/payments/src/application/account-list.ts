import type { Account, AccountStatus } from "../domain/account.ts";
import type { Page, PageAsked, PlaceInTime } from "./page.ts";

/** Which accounts; what is left out lets all of them through. */
type AccountFilter = {
  readonly ledger?: string;
  readonly code?: number;
  readonly status?: AccountStatus;
};

/** Lists accounts of a tenant in the order in which they were opened. */
export type ListAccounts = (
  tenant: string,
  filter: AccountFilter,
  page: PageAsked<PlaceInTime>,
) => Promise<Page<Account, PlaceInTime>>;
