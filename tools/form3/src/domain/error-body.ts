import { readFailures } from "./failures.ts";
import type { Failure } from "./form3-error.ts";
import { isRecord } from "./is-record.ts";

/** What the body of an answer says about an error. */
export type ErrorBody = {
  readonly message: string | undefined;
  readonly errorCode: string | undefined;
  readonly failures: readonly Failure[];
};

const MESSAGES = ["error_message", "message", "error_description"];
const CODES = ["error_code", "code", "error"];

/** Reads both shapes of the API and that of OAuth 2; HTML, rubbish and an empty body say nothing. Never throws. */
export function readErrorBody(body: string): ErrorBody {
  const value = parsed(body);
  const text = (names: readonly string[]) =>
    names.map((name) => value[name]).find((member) => typeof member === "string" && member !== "");
  const [message, errorCode] = [text(MESSAGES), text(CODES)].map(asText);
  return { message, errorCode, failures: readFailures(message ?? "") };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
