import {
  changedAccount,
  newAccount,
  offsetOf,
  type AccountStore,
  type Place,
  type Selection,
} from "./account-store.ts";
import type { BankAccount } from "./bank-account.ts";

/** Accounts that are gone when the bank is. */
export function memoryStore(): AccountStore {
  // A Map keeps the order in which its keys came, and a changed value keeps its place.
  const places = new Map<string, Place>();
  let sequence = 0;
  return {
    async create(draft, stamp) {
      if (places.has(draft.id)) return undefined;
      const account = newAccount(draft, stamp());
      sequence += 1;
      places.set(account.id, { sequence, account });
      return account;
    },
    async get(id) {
      return places.get(id)?.account;
    },
    async remove(id, version) {
      const place = places.get(id);
      if (place === undefined) return "absent";
      if (place.account.version !== version) return "other_version";
      places.delete(id);
      return "done";
    },
    async update(id, version, change) {
      const place = places.get(id);
      if (place === undefined) return "absent";
      if (place.account.version !== version) return "other_version";
      places.set(id, { ...place, account: changedAccount(place.account, change) });
      return "done";
    },
    async list(selection) {
      const chosen = [...places.values()].filter(({ account }) => passes(account, selection));
      return { total: chosen.length, places: cut(chosen, selection) };
    },
    async [Symbol.asyncDispose]() {
      places.clear();
    },
  };
}

function cut(all: readonly Place[], { from, size }: Selection): readonly Place[] {
  switch (from.kind) {
    case "page": {
      const offset = offsetOf(from.page, size, all.length);
      return all.slice(offset, offset + size);
    }
    case "after":
      return all.filter(({ sequence }) => sequence > from.sequence).slice(0, size);
    case "before":
      return all.filter(({ sequence }) => sequence < from.sequence).slice(-size);
    default:
      return from satisfies never;
  }
}

function passes(account: BankAccount, { filters }: Selection): boolean {
  for (const [name, values] of filters) {
    const value = name === "organisation_id" ? account.organisation_id : account.attributes[name];
    if (typeof value !== "string" || !values.includes(value)) return false;
  }
  return true;
}
