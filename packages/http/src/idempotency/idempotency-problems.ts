import type { Problem } from "../problem.ts";

function problem(status: number, code: string, detail: string): Problem {
  return { status, code, title: code.replaceAll("_", " "), detail };
}

/** What may be said of an Idempotency-Key, by code. The last two are for the service, which knows the keys that were used. */
export const IDEMPOTENCY_PROBLEMS = {
  idempotency_key_missing: problem(
    400,
    "idempotency_key_missing",
    "this request needs the header Idempotency-Key",
  ),
  idempotency_key_invalid: problem(
    400,
    "idempotency_key_invalid",
    "the header Idempotency-Key is one text of 1 to 255 visible ASCII characters, without commas and spaces",
  ),
  idempotency_key_reused: problem(
    422,
    "idempotency_key_reused",
    "the key was used for another request",
  ),
  idempotency_in_progress: {
    ...problem(
      409,
      "idempotency_in_progress",
      "the first request with this key is being worked on",
    ),
    isRetryable: true,
    headers: { "retry-after": "1" },
  },
} as const satisfies Readonly<Record<string, Problem>>;
