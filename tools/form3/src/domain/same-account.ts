import type { Account, AccountAttributes } from "./account.ts";

/** What was asked for. */
export type Intended = {
  readonly organisation_id?: string;
  readonly attributes: AccountAttributes;
};

/** Accepted and then forgotten by newer images of the fake API, so that its absence proves nothing. */
const MAY_BE_FORGOTTEN: ReadonlySet<string> = new Set(["customer_id"]);

/**
 * Whether an account is the one that was asked for. What the bank has added (a generated number, a status) does not
 * matter; what was asked for and is missing or different does.
 */
export function isSameAccount(account: Account, intended: Intended): boolean {
  const { organisation_id: organisation } = intended;
  const isSameOwner =
    organisation === undefined ||
    account.organisation_id.toLowerCase() === organisation.toLowerCase();
  return isSameOwner && hasAttributes(account, intended.attributes);
}

/** Whether an account has these attributes, among others. */
export function hasAttributes(account: Account, attributes: AccountAttributes): boolean {
  return Object.entries(attributes).every(([name, wanted]) => {
    const found = account.attributes[name];
    if (isAbsent(wanted)) return true;
    if (found === undefined) return MAY_BE_FORGOTTEN.has(name);
    return JSON.stringify(found) === JSON.stringify(wanted);
  });
}

/** The API leaves out what is empty. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}
