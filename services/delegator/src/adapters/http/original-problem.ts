import { type ProblemBody, problemJson } from "@holdfast/http";

import { goJson } from "./go-text.ts";

const PROBLEM_JSON = "application/problem+json";
/** What Go's router answers by itself, as text. */
const ROUTER_TEXTS: ReadonlyMap<string, string> = new Map([
  ["not_found", "404 page not found\n"],
  ["method_not_allowed", "Method Not Allowed\n"],
]);

/** Whether the header names the type in so many words, and not to refuse it (RFC 9110, 12.5.1). */
function asksForProblem(accept: string): boolean {
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return type === PROBLEM_JSON && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}

/** Problems as the original's clients know them, and by RFC 9457 for those who ask for it. */
export const originalProblem: ProblemBody = (problem, request) => {
  if (asksForProblem(request.accept)) return problemJson(problem, request);
  const text = ROUTER_TEXTS.get(problem.code);
  if (text !== undefined) return { contentType: "text/plain; charset=utf-8", payload: text };
  const message =
    problem.status === 500 ? "Internal Server Error" : (problem.detail ?? problem.title);
  return {
    contentType: "application/json; charset=utf-8",
    payload: goJson({ code: problem.status, message }),
  };
};
