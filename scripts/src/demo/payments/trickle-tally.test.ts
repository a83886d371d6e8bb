import { PaymentsFailure, PaymentsProblem } from "@holdfast/payments/client";
import { describe, expect, it } from "vitest";

import { TrickleTally } from "./trickle-tally.ts";

const about = { method: "POST", path: "/v1/transfers", attempts: 4 };
const problem = (code: string) =>
  new PaymentsProblem(
    {
      type: "about:blank",
      title: code,
      status: 422,
      instance: "",
      code,
      retryable: false,
      trace_id: "",
    },
    about,
  );

function told() {
  const said: string[] = [];
  const tally = new TrickleTally((text) => said.push(text));
  return { said, tally };
}

describe("what came of a trickle", () => {
  it("is counted, and a want of money is no failure", () => {
    const { said, tally } = told();
    for (let turn = 0; turn < 1_200; turn += 1) tally.succeed();
    tally.fail(problem("insufficient_funds"));
    expect(tally.line()).toBe("payments: 1,200 done, 1 refused for want of money, none failed");
    expect(said).toEqual([]);
  });

  it("is told once for each kind of failure", () => {
    const { said, tally } = told();
    tally.fail(problem("account_frozen"));
    tally.fail(problem("account_frozen"));
    tally.fail(new PaymentsFailure("unreachable", about));
    tally.fail(new RangeError("a mistake of the demo's"));
    expect(said).toEqual([
      "\npayments: failed with account_frozen: account_frozen: account_frozen (POST /v1/transfers)",
      "\npayments: failed with unreachable: unreachable (POST /v1/transfers)",
      "\npayments: failed with RangeError: a mistake of the demo's",
    ]);
    expect(tally.line()).toBe(
      "payments: 0 done, 0 refused for want of money, failed: 2 account_frozen, 1 unreachable, 1 RangeError",
    );
  });
});
