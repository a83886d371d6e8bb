/** What an attribute has to be, in the order in which failures are told. */
export type AttributeRule = {
  readonly name: string;
  readonly kind: "text" | "texts" | "flag";
  readonly pattern?: RegExp;
  readonly choices?: readonly string[];
};

/** Every attribute the API knows; any other is dropped. Order and patterns as observed, see the README. */
export const ATTRIBUTE_RULES: readonly AttributeRule[] = [
  { name: "account_classification", kind: "text", choices: ["Personal", "Business"] },
  { name: "account_matching_opt_out", kind: "flag" },
  { name: "account_number", kind: "text", pattern: /^[A-Z0-9]{0,64}$/u },
  { name: "alternative_names", kind: "texts" },
  { name: "bank_id", kind: "text", pattern: /^[A-Z0-9]{0,16}$/u },
  { name: "bank_id_code", kind: "text", pattern: /^[A-Z]{0,16}$/u },
  { name: "base_currency", kind: "text", pattern: /^[A-Z]{3}$/u },
  { name: "bic", kind: "text", pattern: /^([A-Z]{6}[A-Z0-9]{2}|[A-Z]{6}[A-Z0-9]{5})$/u },
  { name: "country", kind: "text", pattern: /^[A-Z]{2}$/u },
  { name: "customer_id", kind: "text" },
  { name: "iban", kind: "text", pattern: /^[A-Z]{2}[0-9]{2}[A-Z0-9]{0,64}$/u },
  { name: "joint_account", kind: "flag" },
  { name: "name", kind: "texts" },
  { name: "secondary_identification", kind: "text" },
  { name: "status", kind: "text", choices: ["pending", "confirmed", "failed"] },
  { name: "switched", kind: "flag" },
];
