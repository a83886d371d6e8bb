import type { AccountDraft } from "./bank-account.ts";
import { isRecord } from "./is-record.ts";
import type { ProfileRules } from "./profile.ts";
import { isAbsent, readAttributes } from "./read-attributes.ts";
import { isUuid } from "./uuid.ts";

/** A new account, or the text of the refusal. */
export type ReadDraft =
  | { readonly draft: AccountDraft }
  | { readonly draft: undefined; readonly refusal: string };

/** Each level of the body prefixes what is wrong in it. */
const LIST = "validation failure list:\n";

/** Reads the body of a create request; failures are nested and ordered as the image nests and orders them. */
export function readDraft(body: unknown, rules: ProfileRules): ReadDraft {
  const data = isRecord(body) ? body["data"] : undefined;
  if (!isRecord(data)) return { draft: undefined, refusal: `${LIST}data in body is required` };
  const { attributes, failures } = readAttributes(data["attributes"], rules, { isChange: false });
  const all = [
    ...(failures.length > 0 ? [`${LIST}${failures.join("\n")}`] : []),
    ...mistakesInUuid("id", data["id"]),
    ...mistakesInUuid("organisation_id", data["organisation_id"]),
    ...mistakesInType(data["type"]),
  ];
  if (all.length > 0) return { draft: undefined, refusal: `${LIST}${LIST}${all.join("\n")}` };
  const { id, organisation_id } = data;
  // The same account whatever the case it is asked for in.
  const uuid = (value: unknown) => String(value).toLowerCase();
  return { draft: { attributes, id: uuid(id), organisation_id: uuid(organisation_id) } };
}

function mistakesInUuid(name: string, value: unknown): readonly string[] {
  if (isAbsent(value)) return [`${name} in body is required`];
  if (typeof value === "string" && isUuid(value)) return [];
  return [`${name} in body must be of type uuid: ${JSON.stringify(value)}`];
}

function mistakesInType(value: unknown): readonly string[] {
  if (isAbsent(value)) return ["type in body is required"];
  return value === "accounts" ? [] : ["type in body should be one of [accounts]"];
}
