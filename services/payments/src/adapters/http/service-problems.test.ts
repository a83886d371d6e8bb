import { describe, expect, it } from "vitest";

import { SERVICE_PROBLEMS } from "./service-problems.ts";

describe("what the service throws", () => {
  it.each(["busy", "overloaded", "keys_away", "outcome_unknown"] as const)(
    "passes by itself, and says when to come again: %s",
    (code) => {
      expect(SERVICE_PROBLEMS[code]).toMatchObject({
        status: 503,
        headers: { "retry-after": "1" },
      });
    },
  );

  it("does not pass where somebody has to look first: no 503, and nothing of coming again", () => {
    expect(SERVICE_PROBLEMS.notary_refused).toMatchObject({ status: 500 });
    expect(SERVICE_PROBLEMS.notary_refused).not.toHaveProperty("headers");
  });
});
