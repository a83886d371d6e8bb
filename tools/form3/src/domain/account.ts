/** What a bank account is, besides its identity. Every attribute but `country` may be absent. */
export type AccountAttributes = {
  /** ISO 3166-1, two letters. */
  readonly country?: string;
  /** ISO 4217, three letters. */
  readonly base_currency?: string;
  readonly bank_id?: string;
  readonly bank_id_code?: string;
  readonly account_number?: string;
  /** Eight or eleven characters. */
  readonly bic?: string;
  readonly iban?: string;
  readonly customer_id?: string;
  /** Up to four lines. */
  readonly name?: readonly string[];
  readonly alternative_names?: readonly string[];
  readonly account_classification?: OpenText<"Personal" | "Business">;
  readonly joint_account?: boolean;
  readonly account_matching_opt_out?: boolean;
  readonly secondary_identification?: string;
  readonly switched?: boolean;
  readonly status?: OpenText<"pending" | "confirmed" | "failed">;
};

/** The values one knows of, and whatever comes later. */
type OpenText<Known extends string> = Known | (string & {});

/** An account to be created. */
export type NewAccount = {
  /** A UUID, which makes repeating the call safe; made by the client when left out. */
  readonly id?: string;
  readonly organisation_id: string;
  readonly attributes: AccountAttributes & { readonly country: string };
};

/** An account as the bank tells it. Members that this version of the client does not know are kept. */
export type Account = {
  readonly type: "accounts";
  readonly id: string;
  readonly organisation_id: string;
  /** Goes up with every change; a deletion names it. */
  readonly version: number;
  /** As an ISO 8601 time. */
  readonly created_on?: string;
  readonly modified_on?: string;
  readonly attributes: AccountAttributes & Readonly<Record<string, unknown>>;
  readonly [unknown: string]: unknown;
};
