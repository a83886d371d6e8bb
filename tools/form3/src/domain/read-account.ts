import type { Account, AccountAttributes } from "./account.ts";
import { Fault } from "./fault.ts";
import { isRecord, isText, isTexts, isWhole, type JsonRecord } from "./json.ts";

type Check = (value: unknown) => boolean;

const optional =
  (isRight: Check): Check =>
  (value) =>
    value === undefined || isRight(value);
const text = optional(isText);
const flag = optional((value) => typeof value === "boolean");
const texts = optional(isTexts);

const ACCOUNT = {
  type: (value: unknown) => value === "accounts",
  id: isText,
  organisation_id: isText,
  version: isWhole,
  created_on: text,
  modified_on: text,
  attributes: isRecord,
};

const ATTRIBUTES: Readonly<Record<keyof AccountAttributes, Check>> = {
  country: text,
  base_currency: text,
  bank_id: text,
  bank_id_code: text,
  account_number: text,
  bic: text,
  iban: text,
  customer_id: text,
  name: texts,
  alternative_names: texts,
  account_classification: text,
  joint_account: flag,
  account_matching_opt_out: flag,
  secondary_identification: text,
  switched: flag,
  status: text,
};

/** Checks what an answer says of an account, and keeps all of it but what is null. Throws `Fault`. */
export function readAccount(value: unknown): Account {
  if (!isRecord(value)) throw new Fault("data is no account");
  const { attributes } = value;
  const kept = isRecord(attributes) ? withoutNulls(attributes) : undefined;
  const account = withoutNulls({ ...value, attributes: kept });
  mustBeAccount(account);
  return account;
}

/** A member that is null says as much as one that is absent. */
function withoutNulls(value: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function mustBeAccount(account: JsonRecord): asserts account is Account {
  const mistake = mistakeIn(account, ACCOUNT) ?? mistakeIn(account["attributes"], ATTRIBUTES);
  if (mistake !== undefined) throw new Fault(`${mistake} is not as documented`);
}

/** The name of the first member that is not what it should be. */
function mistakeIn(value: unknown, checks: Readonly<Record<string, Check>>): string | undefined {
  if (!isRecord(value)) return undefined;
  return Object.keys(checks).find((name) => checks[name]?.(value[name]) !== true);
}
