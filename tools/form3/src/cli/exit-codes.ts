import { BadOptions } from "../domain/bad-options.ts";
import { Form3Error, type Form3ErrorKind } from "../domain/form3-error.ts";
import { UsageError } from "./usage-error.ts";

const BY_KIND: Readonly<Record<Form3ErrorKind, number>> = {
  not_found: 3,
  validation: 4,
  duplicate: 4,
  version_conflict: 4,
  unauthorized: 5,
  forbidden: 5,
  rate_limited: 6,
  server: 6,
  network: 6,
  timeout: 6,
  decode: 6,
  aborted: 130,
};

/** What the program ends with after an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Form3Error) return BY_KIND[error.kind];
  return error instanceof UsageError || error instanceof BadOptions ? 2 : 1;
}

const ADVICE: Readonly<Partial<Record<Form3ErrorKind, string>>> = {
  unauthorized: "check FORM3_CLIENT_ID and FORM3_CLIENT_SECRET, or FORM3_KEY_ID and its key",
  forbidden: "these credentials need another role at the bank",
  duplicate: "form3 accounts get ID shows the account that has it; leave --id out for a new one",
  version_conflict: "form3 accounts get ID tells the version it has now",
  network: "check --base-url and the network",
  timeout: "try again, or give it more time with --timeout",
  rate_limited: "try again later",
  server: "try again later",
};

/** What went wrong, and what to do about it. */
export function errorLines(error: unknown): readonly string[] {
  if (!(error instanceof Form3Error)) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const { kind, requestId, failures } = error;
  const told = failures
    .filter(({ field }) => field !== "")
    .map(({ field, rule, detail }) => `  --${field.replaceAll("_", "-")}: ${rule} ${detail}`);
  const advice = ADVICE[kind];
  return [
    error.message,
    ...told,
    ...(advice === undefined ? [] : [advice]),
    ...(requestId === undefined ? [] : [`request id for the bank's support: ${requestId}`]),
  ];
}
