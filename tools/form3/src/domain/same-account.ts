import type { Account, AccountAttributes } from "./account.ts";

/** What was asked for. */
export type Intended = {
  readonly organisation_id?: string;
  readonly attributes: AccountAttributes;
};

/** Accepted and then forgotten by newer images of the fake API, so that its absence proves nothing. */
const MAY_BE_FORGOTTEN = "customer_id";

/**
 * Whether an account is the one that was asked for. What the bank has added (a generated number, a status) does not
 * matter; what was asked for and is missing or different does.
 */
export function isSameAccount(account: Account, intended: Intended): boolean {
  const { organisation_id: own } = account;
  const { organisation_id: organisation = own, attributes } = intended;
  if (own.toLowerCase() !== organisation.toLowerCase()) return false;
  return Object.entries(attributes).every(([name, wanted]) => {
    const found = account.attributes[name];
    if (isAbsent(wanted)) return true;
    if (found === undefined) return name === MAY_BE_FORGOTTEN;
    return JSON.stringify(found) === JSON.stringify(wanted);
  });
}

/** The API leaves out what is empty. */
const isAbsent = (value: unknown) =>
  (value ?? "") === "" || (Array.isArray(value) && value.length === 0);
