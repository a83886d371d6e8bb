import { readFailures } from "./failures.ts";
import type { Failure } from "./form3-error.ts";
import { isText, membersOf, parseJson } from "./json.ts";

/** What the body of an answer says about an error. */
export type ErrorBody = {
  readonly message: string | undefined;
  readonly errorCode: string | undefined;
  readonly failures: readonly Failure[];
};

/** Reads both shapes of the API and that of OAuth 2; HTML, rubbish and an empty body say nothing. Never throws. */
export function readErrorBody(body: string): ErrorBody {
  const said = membersOf(parseJson(body));
  const text = (...names: readonly string[]) => names.map((name) => said[name]).find(isFilled);
  const message = text("error_message", "message", "error_description");
  const errorCode = text("error_code", "code", "error");
  return { message, errorCode, failures: readFailures(message ?? "") };
}

const isFilled = (value: unknown): value is string => isText(value) && value !== "";
