import type { Account, AccountKind } from "../domain/account.ts";
import type { RecordedTransfer } from "../domain/recorded-transfer.ts";

/** Looks up accounts of a tenant; undefined where there is none, or it is another tenant's. */
export type AccountReader = {
  byId(tenant: string, id: string): Promise<Account | undefined>;
  byNumber(tenant: string, number: string): Promise<Account | undefined>;
};

/** A transfer as it is now, and its two accounts. */
type FoundTransfer = {
  readonly recorded: RecordedTransfer;
  readonly accounts: ReadonlyMap<string, AccountKind>;
};

/** Looks up a transfer of a tenant; undefined where there is none, or it is another tenant's. */
export type ReadTransfer = (tenant: string, id: string) => Promise<FoundTransfer | undefined>;
