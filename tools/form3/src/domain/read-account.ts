import type { Account } from "./account.ts";
import { isRecord } from "./is-record.ts";

/** An answer that is not what the API promises. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";
  readonly code = "unreadable_answer";
}

const TEXTS = [
  "country",
  "base_currency",
  "bank_id",
  "bank_id_code",
  "account_number",
  "bic",
  "iban",
  "customer_id",
  "account_classification",
  "secondary_identification",
  "status",
];
const FLAGS = ["joint_account", "account_matching_opt_out", "switched"];
const LISTS = ["name", "alternative_names"];

/** Checks what an answer says of an account, and keeps all of it. Throws `UnreadableAnswer`. */
export function readAccount(value: unknown): Account {
  if (!isRecord(value)) throw new UnreadableAnswer("data is no account");
  const attributes = isRecord(value["attributes"]) ? withoutNulls(value["attributes"]) : undefined;
  const account = { ...withoutNulls(value), attributes };
  if (isAccount(account)) return account;
  throw new UnreadableAnswer(`${mistakeIn(account) ?? "data"} is not as documented`);
}

/** A member that is null says as much as one that is absent. */
function withoutNulls(value: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function isAccount(value: unknown): value is Account {
  return mistakeIn(value) === undefined;
}

/** The name of the first member that is not what it should be. */
function mistakeIn(value: unknown): string | undefined {
  if (!isRecord(value)) return "data";
  const { type, version, attributes } = value;
  if (type !== "accounts") return "type";
  if (!isVersion(version)) return "version";
  if (!isRecord(attributes)) return "attributes";
  return (
    ["id", "organisation_id"].find((name) => typeof value[name] !== "string") ??
    ["created_on", "modified_on"].find((name) => !isOptional(value[name], isText)) ??
    TEXTS.find((name) => !isOptional(attributes[name], isText)) ??
    FLAGS.find((name) => !isOptional(attributes[name], isFlag)) ??
    LISTS.find((name) => !isOptional(attributes[name], isListOfTexts))
  );
}

function isOptional(value: unknown, isKind: (value: unknown) => boolean): boolean {
  return value === undefined || isKind(value);
}

const isVersion = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isListOfTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
