import { PaymentsFailure, PaymentsProblem } from "@holdfast/payments/client";

import { thousands } from "../in-words.ts";

/** Customers may want to pay what they have not got. */
const EXPECTED: ReadonlySet<string> = new Set(["insufficient_funds"]);

/** Counts what came of a trickle, and tells of each kind of failure once. */
export class TrickleTally {
  readonly #say: (text: string) => void;
  readonly #failures = new Map<string, number>();
  #done = 0;
  #refused = 0;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  succeed(): void {
    this.#done += 1;
  }

  /** A no that belongs to the play is none. */
  fail(error: unknown): void {
    const kind = kindOf(error);
    if (EXPECTED.has(kind)) {
      this.#refused += 1;
      return;
    }
    const count = (this.#failures.get(kind) ?? 0) + 1;
    this.#failures.set(kind, count);
    // Whatever line is drawn over and over stays as it is.
    if (count === 1) this.#say(`\npayments: failed with ${kind}: ${sentenceOf(error)}`);
  }

  /** What came of all of it. */
  line(): string {
    const failed = [...this.#failures].map(([kind, count]) => `${thousands(count)} ${kind}`);
    return [
      `payments: ${thousands(this.#done)} done`,
      `${thousands(this.#refused)} refused for want of money`,
      failed.length === 0 ? "none failed" : `failed: ${failed.join(", ")}`,
    ].join(", ");
  }
}

function kindOf(error: unknown): string {
  if (error instanceof PaymentsProblem || error instanceof PaymentsFailure) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
