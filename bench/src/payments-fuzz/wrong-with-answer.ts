import { isRecord } from "../registry.ts";
import type { WireAnswer } from "./wire-answer.ts";
import type { WireRequest } from "./wire-request.ts";

/** Why an answer is none that a client may be given; undefined if it is as it should be. */
export function wrongWithAnswer(
  { method, target }: Pick<WireRequest, "method" | "target">,
  answer: WireAnswer | string,
): string | undefined {
  if (typeof answer === "string") return `no answer: ${answer}`;
  const { status, body } = answer;
  if (status >= FAILURE) return `${status} ${body}`;
  if (method === "HEAD") return undefined;
  if (status < MISTAKE) return isReadable(answer) ? undefined : `${status} with ${body}`;
  const isGopherPay = target.startsWith(GOPHER_PAY) && isGopherPays(answer);
  if (isGopherPay) return undefined;
  const wrong = wrongWithProblem(answer);
  return wrong === undefined ? undefined : `${status}, ${wrong}: ${body}`;
}

/** Routes of the seed of the service, which have a form of their own. */
const GOPHER_PAY = "/api/v1/";

const MISTAKE = 400;
const FAILURE = 500;

function isReadable({ headers, body }: WireAnswer): boolean {
  const isJson = headers.get("content-type")?.startsWith("application/json") === true;
  return !isJson || parsed(body) !== undefined;
}

function isGopherPays({ status, headers, body }: WireAnswer): boolean {
  const told = parsed(body);
  return (
    headers.get("content-type")?.startsWith("application/json") === true &&
    isRecord(told) &&
    told["code"] === status &&
    typeof told["message"] === "string"
  );
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isAbsent = (value: unknown): boolean => value === undefined;

/** RFC 9457, and what every problem of the house has beside it. */
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: isText,
  title: isText,
  status: (value) => typeof value === "number",
  detail: (value) => isAbsent(value) || isText(value),
  instance: (value) => typeof value === "string" && /^urn:uuid:[\da-f-]{36}$/.test(value),
  code: (value) => typeof value === "string" && /^[a-z][a-z\d_]*$/.test(value),
  retryable: (value) => typeof value === "boolean",
  trace_id: (value) => typeof value === "string" && /^[\da-f]{32}$/.test(value),
  errors: (value) => isAbsent(value) || (Array.isArray(value) && value.every(isMistake)),
  params: (value) => isAbsent(value) || isRecord(value),
};

function isMistake(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "string");
}

function wrongWithProblem({ status, headers, body }: WireAnswer): string | undefined {
  const type = headers.get("content-type");
  if (type !== "application/problem+json") return `a problem of type ${type}`;
  const problem = parsed(body);
  if (!isRecord(problem)) return "no problem at all";
  const names = new Set([...Object.keys(MEMBERS), ...Object.keys(problem)]);
  for (const name of names) {
    if (MEMBERS[name]?.(problem[name]) !== true) return `a problem with a wrong ${name}`;
  }
  return problem["status"] === status ? undefined : "a problem of another status";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
