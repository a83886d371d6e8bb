import { type Refusal, refuse } from "./refusal.ts";

/** What is accepted from outside as an amount: minor units in decimal digits, 38 at most, nothing else. */
export const MINOR_PATTERN = "^(0|[1-9][0-9]{0,37})$";

/** The largest amount: 38 digits, which `numeric(39,0)` holds with room for a sign. */
export const MINOR_MAX = 10n ** 38n - 1n;

/** Why an amount is not accepted. */
export type InvalidAmount = Refusal<"invalid_amount">;

const MINOR = new RegExp(MINOR_PATTERN);

/**
 * Minor units as they come over the wire: "1050" is 10.50 USD. Numbers are refused, whole ones too, because whoever sends
 * one has lost digits beyond 2^53 or soon will. An amount of a balance, which may be negative, is written by `String`.
 */
export function parseMinor(value: unknown): bigint | InvalidAmount {
  if (typeof value === "string" && MINOR.test(value)) return BigInt(value);
  return refuse(
    "invalid_amount",
    'an amount is a text of at most 38 digits that counts minor units: "1050" for 10.50 USD',
  );
}

/** Whether an amount of either sign has at most 38 digits. */
export function isWithinDigits(minor: bigint): boolean {
  return minor <= MINOR_MAX && minor >= -MINOR_MAX;
}
