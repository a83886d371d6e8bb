import { readSubmission, type ReadSubmission } from "./read-submission.ts";

/** A request, however it came here. */
export type RailRequest = {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly body: string;
};

/** What a request asks the API for. */
export type Asked =
  | { readonly kind: "submit"; readonly read: ReadSubmission }
  | { readonly kind: "find"; readonly id: string }
  | { readonly kind: "outcomes" | "audit"; readonly query: URLSearchParams }
  | { readonly kind: "nowhere" };

/** The host is whatever was dialled. */
const BASE = "http://standin.invalid";
const ONE = /^\/v1\/submissions\/([^/]+)$/u;

/** Path and query of a request; one that is no URL is nowhere. */
export function urlOf({ target }: RailRequest): URL {
  return URL.parse(target, BASE) ?? new URL(BASE);
}

/** Reads what a request asks for. */
export function readAsked(request: RailRequest): Asked {
  const { method, body } = request;
  const { pathname, searchParams: query } = urlOf(request);
  switch (`${method} ${pathname}`) {
    case "POST /v1/submissions":
      return { kind: "submit", read: readBody(body) };
    case "GET /v1/outcomes":
      return { kind: "outcomes", query };
    case "GET /v1/audit":
      return { kind: "audit", query };
    default: {
      const id = method === "GET" ? ONE.exec(pathname)?.[1] : undefined;
      return id === undefined ? { kind: "nowhere" } : { kind: "find", id: id.toLowerCase() };
    }
  }
}

function readBody(body: string): ReadSubmission {
  const value = parsed(body);
  return value === undefined
    ? { submission: undefined, mistake: "the body is no JSON" }
    : readSubmission(value);
}

/** The value of a body; undefined when it is no JSON. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
