import type { AccountDraft, Attributes, BankAccount } from "./bank-account.ts";

/** What became of a change to one account. */
export type Changed = "done" | "absent" | "other_version";

/** A stretch of the list, and how long the whole list is. */
export type Stretch = {
  readonly total: number;
  /** In the order of their creation. */
  readonly places: readonly Place[];
};

/** An account and the number of its creation, which never changes and is never used again. */
export type Place = { readonly sequence: number; readonly account: BankAccount };

/** Which accounts of the list are meant. */
export type Selection = {
  /** For each attribute or member the values that are let through. */
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly size: number;
  readonly from: From;
};

/** Where a stretch begins: so many accounts into the list, or beside the creation of that number. */
export type From =
  | { readonly kind: "page"; readonly page: number | "first" | "last" }
  | { readonly kind: "after" | "before"; readonly sequence: number };

/**
 * Where accounts are kept. The list is in the order of creation: a new account stands behind all others the moment
 * it can be seen, no change moves one, and a deletion closes the gap. Whoever walks the pages relies on that.
 */
export type AccountStore = AsyncDisposable & {
  /** False when the id is taken. `stamp` is called while no other account can be created. */
  create(draft: AccountDraft, stamp: () => string): Promise<BankAccount | undefined>;
  get(id: string): Promise<BankAccount | undefined>;
  remove(id: string, version: number): Promise<Changed>;
  /** Sets these attributes over those there are; the version goes up by one. */
  update(id: string, version: number, change: Change): Promise<Changed>;
  list(selection: Selection): Promise<Stretch>;
};

/** New values, and when they came. */
export type Change = { readonly attributes: Attributes; readonly modifiedOn: string };

/** A new account of a draft. */
export function newAccount(draft: AccountDraft, createdOn: string): BankAccount {
  return {
    attributes: draft.attributes,
    created_on: createdOn,
    id: draft.id,
    modified_on: createdOn,
    organisation_id: draft.organisation_id,
    type: "accounts",
    version: 0,
  };
}

/** An account after a change. */
export function changedAccount(account: BankAccount, change: Change): BankAccount {
  return {
    ...account,
    attributes: { ...account.attributes, ...change.attributes },
    modified_on: change.modifiedOn,
    version: account.version + 1,
  };
}

/** The first place of a page in a list of so many accounts. */
export function offsetOf(page: number | "first" | "last", size: number, total: number): number {
  if (page === "first") return 0;
  if (page === "last") return Math.max(0, Math.ceil(total / size) - 1) * size;
  return page * size;
}
