import type { QueryParameters } from "./query-parameters.ts";
import { address, addressOrNull, flag } from "./value-kinds.ts";

/** Members of a delegation that name an account. */
const ACCOUNT_FIELDS = ["initiator", "sender", "prevDelegate", "newDelegate"] as const;

/** One member that names an account. */
type AccountField = (typeof ACCOUNT_FIELDS)[number];

/** One condition on an account, by the mode's name in the query (`sender.ne=..`). */
export type AccountFilter = { readonly field: AccountField } & (
  | { readonly mode: "eq" | "ne"; readonly address: string }
  | { readonly mode: "in" | "ni"; readonly addresses: readonly (string | null)[] }
  | { readonly mode: "eqx" | "nex"; readonly other: AccountField }
  | { readonly mode: "null"; readonly isNull: boolean }
);

/** Every condition the parameters put on accounts. */
export function readAccountFilters(parameters: QueryParameters): readonly AccountFilter[] {
  return ACCOUNT_FIELDS.flatMap((field) => filtersOf(field, parameters));
}

/** An initiator and a sender cannot be compared with one another. */
const COMPARABLE: Readonly<Record<AccountField, readonly AccountField[]>> = {
  initiator: ["prevDelegate", "newDelegate"],
  sender: ["prevDelegate", "newDelegate"],
  prevDelegate: ["initiator", "sender", "newDelegate"],
  newDelegate: ["initiator", "sender", "prevDelegate"],
};

function filtersOf(field: AccountField, parameters: QueryParameters): readonly AccountFilter[] {
  const filters: AccountFilter[] = [];
  const plain = parameters.one(field, address);
  const eq = plain ?? parameters.one(`${field}.eq`, address);
  if (eq !== undefined) filters.push({ field, mode: "eq", address: eq });
  const ne = parameters.one(`${field}.ne`, address);
  if (ne !== undefined) filters.push({ field, mode: "ne", address: ne });
  for (const mode of ["in", "ni"] as const) {
    const addresses = parameters.list(`${field}.${mode}`, addressOrNull);
    if (addresses !== undefined) filters.push({ field, mode, addresses });
  }
  for (const mode of ["eqx", "nex"] as const) {
    const other = readOther(`${field}.${mode}`, field, parameters);
    if (other !== undefined) filters.push({ field, mode, other });
  }
  const isNull = parameters.one(`${field}.null`, flag);
  if (isNull !== undefined) filters.push({ field, mode: "null", isNull });
  return filters;
}

function readOther(
  name: string,
  field: AccountField,
  parameters: QueryParameters,
): AccountField | undefined {
  const text = parameters.text(name);
  const other = COMPARABLE[field].find((known) => known === text);
  if (text !== undefined && other === undefined) {
    const quoted = COMPARABLE[field].map((known) => `'${known}'`);
    const list = `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
    parameters.refuse(name, `The '${field}' field can be compared with the ${list} field only.`);
  }
  return other;
}
