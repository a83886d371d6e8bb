import { HttpProblem } from "@holdfast/http";

import { type AnyRefusal, REFUSAL_STATUSES } from "./refusal-statuses.ts";

/** A no of the ledger or about a payment as it is answered: its code, its data for programs, and which part of the body it is about. */
export function refusalProblem(
  { code, sentence: detail, data }: AnyRefusal,
  pointer?: string,
): HttpProblem {
  const status = REFUSAL_STATUSES[code];
  const errors = pointer === undefined ? {} : { errors: [{ in: "body", pointer, code, detail }] };
  return new HttpProblem({
    status,
    code,
    title: titleOf(code),
    detail,
    ...errors,
    params: { ...data },
  });
}

/** What happened, for people: the code in words. */
export function titleOf(code: string): string {
  return code.replaceAll("_", " ");
}
