/** An account as the API writes it; members in the order of the API. */
export type BankAccount = {
  readonly attributes: Attributes;
  readonly created_on: string;
  readonly id: string;
  readonly modified_on: string;
  readonly organisation_id: string;
  readonly type: "accounts";
  readonly version: number;
};

/** Only what was given: an absent attribute stays absent. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What an attribute can hold. */
export type AttributeValue = string | boolean | readonly string[];

/** What a client sends of an account; the rest is the bank's. */
export type AccountDraft = Pick<BankAccount, "attributes" | "id" | "organisation_id">;
