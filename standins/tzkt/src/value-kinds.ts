import { parseDatetime } from "./datetime.ts";
import { STATUSES } from "./delegation-table.ts";
import type { ValueKind } from "./query-parameters.ts";

const INTEGER_TEXTS = {
  invalid: "Invalid integer value.",
  invalidInList: "List contains invalid integer value.",
};

/** Whole numbers of 32 bits. */
export const int32: ValueKind<number> = { parse: wholeOf(32), ...INTEGER_TEXTS };

/** Whole numbers of 64 bits; beyond 2^53 they are rounded, where no id of the stand-in lies. */
export const int64: ValueKind<number> = { parse: wholeOf(64), ...INTEGER_TEXTS };

/** Points in time, in seconds since 1970. */
export const datetime: ValueKind<number> = {
  parse: parseDatetime,
  invalid: "Invalid datetime value.",
  invalidInList: "List contains invalid datetime value.",
};

/** Statuses, as the index into STATUSES. */
export const status: ValueKind<number> = {
  parse: (text) => {
    const index = STATUSES.findIndex((known) => known === text);
    return index < 0 ? undefined : index;
  },
  invalid: "Invalid operation status.",
  invalidInList: "List contains invalid operation status.",
};

// The API looks at prefix and characters only; a wrong checksum makes an unknown account.
const ADDRESS = /^(?:tz1|tz2|tz3|tz4|tz5|KT1|sr1)[0-9A-Za-z]{33}$/u;

const ADDRESS_TEXTS = {
  invalid: "Invalid account address.",
  invalidInList: "List contains invalid account address.",
};

/** Addresses, well-formed ones whether known or not. */
export const address: ValueKind<string> = {
  parse: (text) => (ADDRESS.test(text) ? text : undefined),
  ...ADDRESS_TEXTS,
};

/** Addresses and the word `null`, which stands for an absent one. */
export const addressOrNull: ValueKind<string | null> = {
  parse: (text) => (text === "null" ? null : address.parse(text)),
  ...ADDRESS_TEXTS,
};

/** true or false, also as 1 or 0. */
export const flag: ValueKind<boolean> = {
  parse: (text) => {
    if (text === "true" || text === "1") return true;
    return text === "false" || text === "0" ? false : undefined;
  },
  invalid: "Invalid boolean value.",
  invalidInList: "List contains invalid boolean value.",
};

function wholeOf(bits: number): (text: string) => number | undefined {
  return (text) => {
    if (!/^\s*[+-]?\d{1,30}\s*$/u.test(text)) return undefined;
    const value = BigInt(text.trim().replace(/^\+/u, ""));
    return BigInt.asIntN(bits, value) === value ? Number(value) : undefined;
  };
}
