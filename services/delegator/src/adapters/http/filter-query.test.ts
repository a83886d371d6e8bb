import { describe, expect, it } from "vitest";

import { readFilter } from "./filter-query.ts";
import { parseGoQuery } from "./go-query.ts";

const ANN = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";

function filterOf(query: string) {
  return readFilter(parseGoQuery(`/x?${query}`));
}

describe("readFilter", () => {
  it.each([
    ["", {}],
    ["delegator=&kind=&status=&final=&from=&min_amount=", {}],
    [`delegator=${ANN}`, { delegator: ANN }],
    [`delegator=${ANN}&delegator=x`, { delegator: ANN }],
    [`baker=${ANN}`, { baker: { address: ANN, role: "any" } }],
    [`baker=${ANN}&baker_role=prev`, { baker: { address: ANN, role: "prev" } }],
    ["status=failed", { status: "failed" }],
    ["status=any", {}],
    ["kind=undelegate", { kind: "undelegate" }],
    ["from=2021-01-01", { timeFrom: 1_609_459_200 }],
    ["to=2021-01-01T00%3A00%3A00%2B00:00", { timeTo: 1_609_459_200 }],
    ["level_from=5&level_to=5", { levelFrom: 5, levelTo: 5 }],
    ["min_amount=0&max_amount=9007199254740991", { amountMin: 0, amountMax: 9007199254740991 }],
    ["final=true", { isFinal: true }],
    ["final=false", {}],
    ["page=x&foreign=1", {}],
  ])("reads %j", (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });

  const ADDRESS =
    "not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)";
  const TIME = "must be a date such as 2021-01-31 or an RFC 3339 time such as 2021-01-31T12:00:00Z";
  it.each([
    [`delegator=${ANN.slice(0, -1)}M`, `invalid delegator: ${ADDRESS}`],
    ["delegator=sr1Ghq66tYK9y3r8CC1Tf8i8m5nxh8nTvZEf", `invalid delegator: ${ADDRESS}`],
    ["baker=x", `invalid baker: ${ADDRESS}`],
    [`baker=${ANN}&baker_role=old`, "invalid baker_role: must be one of any, new, prev"],
    ["baker_role=new", "invalid baker_role: goes with baker only"],
    ["status=ok", "invalid status: must be one of applied, failed, backtracked, skipped, any"],
    ["kind=x", "invalid kind: must be one of register, undelegate, delegate, redelegate, refresh"],
    ["from=yesterday", `invalid from: ${TIME}`],
    ["to=2021-02-29", `invalid to: ${TIME}`],
    ["from=2021-01-02&to=2021-01-02", "invalid range: from must lie before to"],
    ["from=2021-01-02&to=2021-01-01", "invalid range: from must lie before to"],
    ["level_from=-1", "invalid level_from: must be a whole number between 0 and 2147483647"],
    ["level_to=2147483648", "invalid level_to: must be a whole number between 0 and 2147483647"],
    ["level_from=6&level_to=5", "invalid range: level_from is above level_to"],
    ["min_amount=1.5", "invalid min_amount: must be a whole number between 0 and 9007199254740991"],
    [
      "max_amount=9007199254740992",
      "invalid max_amount: must be a whole number between 0 and 9007199254740991",
    ],
    ["min_amount=2&max_amount=1", "invalid range: min_amount is above max_amount"],
    ["final=1", "invalid final: must be one of true, false"],
  ])("refuses %j", (query, message) => {
    expect(filterOf(query)).toEqual({ message });
  });
});
