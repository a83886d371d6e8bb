import { STATUS_CODES } from "./node-http.ts";
import type { Problem } from "./problem.ts";

/** Seconds a client is asked to wait where the cause passes quickly: overload, a database that returns. */
const RETRY_AFTER_SECONDS = "1";

const RETRY = { "retry-after": RETRY_AFTER_SECONDS } as const;

function builtIn(
  status: number,
  code: string,
  detail: string,
): Problem & { readonly detail: string } {
  return { status, code, title: STATUS_CODES[status] ?? code, detail };
}

/** Every problem the kit itself can answer, by code. */
export const BUILT_IN = {
  bad_request: builtIn(400, "bad_request", "the request is not valid HTTP"),
  invalid_url: builtIn(400, "invalid_url", "the path is not valid percent-encoded UTF-8"),
  invalid_json: builtIn(400, "invalid_json", "the body is not valid JSON"),
  invalid_request: builtIn(400, "invalid_request", "the request does not match its schema"),
  invalid_text: builtIn(400, "invalid_text", "a text holds U+0000 or half of a surrogate pair"),
  invalid_content_length: builtIn(
    400,
    "invalid_content_length",
    "the body is not as long as Content-Length says",
  ),
  not_found: builtIn(404, "not_found", "there is nothing at this path"),
  method_not_allowed: builtIn(
    405,
    "method_not_allowed",
    "the path exists, but not for this method; see the header Allow",
  ),
  request_timeout: builtIn(408, "request_timeout", "the request took too long to arrive"),
  body_too_large: builtIn(413, "body_too_large", "the body is larger than this path allows"),
  uri_too_long: builtIn(414, "uri_too_long", "the request target is too long"),
  unsupported_media_type: builtIn(
    415,
    "unsupported_media_type",
    "the body's Content-Type is not one this path reads",
  ),
  expectation_failed: builtIn(
    417,
    "expectation_failed",
    "the header Expect asks for more than 100-continue",
  ),
  rate_limited: builtIn(429, "rate_limited", "too many requests from this address"),
  headers_too_large: builtIn(431, "headers_too_large", "the request head is too large"),
  internal: builtIn(500, "internal", "internal error, please contact support"),
  busy: { ...builtIn(503, "busy", "the service is too busy for this request"), headers: RETRY },
  overloaded: {
    ...builtIn(503, "overloaded", "too many requests are being worked on"),
    headers: RETRY,
  },
  handler_timeout: {
    ...builtIn(503, "handler_timeout", "the answer was not ready in time"),
    headers: RETRY,
  },
  database_unavailable: {
    ...builtIn(503, "database_unavailable", "the service cannot reach its data"),
    headers: RETRY,
  },
  database_overloaded: {
    ...builtIn(503, "database_overloaded", "the service's data store is too busy"),
    headers: RETRY,
  },
} as const satisfies Readonly<Record<string, Problem>>;
