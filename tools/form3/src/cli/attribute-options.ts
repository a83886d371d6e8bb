import type { AccountAttributes } from "../domain/account.ts";
import { UsageError } from "./usage-error.ts";

type Kind = "text" | "texts" | "flag";

/** The attributes that can be given as options, in the order in which help tells them. */
const ATTRIBUTES: Readonly<Record<keyof AccountAttributes, Kind>> = {
  country: "text",
  base_currency: "text",
  bank_id: "text",
  bank_id_code: "text",
  account_number: "text",
  bic: "text",
  iban: "text",
  customer_id: "text",
  name: "texts",
  alternative_names: "texts",
  account_classification: "text",
  joint_account: "flag",
  account_matching_opt_out: "flag",
  secondary_identification: "text",
  switched: "flag",
  status: "text",
};

const optionOf = (attribute: string) => attribute.replaceAll("_", "-");

/** The options as `parseArgs` wants them. */
export const attributeOptions = Object.fromEntries(
  Object.entries(ATTRIBUTES).map(([name, kind]) => [
    optionOf(name),
    { type: "string", multiple: kind === "texts" } as const,
  ]),
);

/** Their names for help. */
export const attributeHelp = Object.entries(ATTRIBUTES)
  .map(([name, kind]) => `--${optionOf(name)}${kind === "flag" ? " true|false" : ""}`)
  .join(", ");

type Values = Readonly<Record<string, unknown>>;

/** The attributes that were given. Throws `UsageError`. */
export function readAttributeOptions(values: Values): AccountAttributes {
  const given = Object.entries(ATTRIBUTES).flatMap(([name, kind]) => {
    const value = values[optionOf(name)];
    return value === undefined ? [] : [[name, read(optionOf(name), value, kind)] as const];
  });
  return Object.fromEntries(given);
}

function read(option: string, value: unknown, kind: Kind): unknown {
  if (kind !== "flag") return value;
  if (value === "true") return true;
  if (value === "false") return false;
  throw new UsageError(`--${option} must be true or false: ${String(value)}`);
}
