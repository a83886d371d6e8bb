import type { ProblemError } from "@holdfast/http";

import type { AnyRefusal } from "../refusal-statuses.ts";
import type { AnsweredProblem, ProblemCode } from "../responses.ts";
import type { OnWire } from "./wire-types.ts";

/** Leaves the known codes to be completed by editors. A later service, or a proxy, may know more of them. */
type AnyText = string & { readonly length: number };
type Params = Readonly<Record<string, unknown>>;

/** What was asked, and how often. */
export type About = {
  readonly method: string;
  readonly path: string;
  /** Under which it may be asked again, also by another process. */
  readonly idempotencyKey?: string | undefined;
  readonly attempts: number;
};

/** A problem as it came in; of a later service its code may be another. */
export type ProblemOnWire = Omit<AnsweredProblem, "code" | "errors"> & {
  readonly code: ProblemCode | AnyText;
  readonly errors?: readonly ProblemError[];
};

type ParamsOf<Code, Refusal = AnyRefusal> = Refusal extends { code: infer Some; data: infer Data }
  ? Code extends Some
    ? OnWire<Data>
    : never
  : never;

/** A problem with a code: its `params` are those of that code. */
export type ProblemWith<Code extends ProblemCode> = {
  readonly code: Code;
  readonly params: [ParamsOf<Code>] extends [never] ? Params : ParamsOf<Code>;
};

/** The service said no, or not now (RFC 9457). */
export class PaymentsProblem extends Error {
  override readonly name = "PaymentsProblem";
  readonly status: number;
  /** Why, for programs. */
  readonly code: ProblemCode | AnyText;
  /** What programs may want to know besides: `is` gives them their types. */
  readonly params: Params;
  /** The wrong parts of the request. */
  readonly errors: readonly ProblemError[];
  /** Under which the service's log knows the request. */
  readonly traceId: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the service asks to wait. */
  readonly retryAfterMs: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** How often the request was made. */
  readonly attempts: number;

  constructor(problem: ProblemOnWire, about: About, retryAfterMs?: number) {
    super(`${problem.code}: ${problem.detail ?? problem.title} (${about.method} ${about.path})`);
    this.status = problem.status;
    this.code = problem.code;
    this.params = problem.params ?? {};
    this.errors = problem.errors ?? [];
    this.traceId = problem.trace_id;
    this.retryable = problem.retryable;
    this.retryAfterMs = retryAfterMs;
    this.idempotencyKey = about.idempotencyKey;
    this.attempts = about.attempts;
  }

  /** Whether it is this problem, with its `params`. */
  is<Code extends ProblemCode>(code: Code): this is PaymentsProblem & ProblemWith<Code> {
    return this.code === code;
  }
}

/** Tells a problem of the service from whatever else comes with a bad status. */
export function isProblem(body: unknown): body is ProblemOnWire {
  if (typeof body !== "object" || body === null) return false;
  return "code" in body && typeof body.code === "string" && "retryable" in body;
}
