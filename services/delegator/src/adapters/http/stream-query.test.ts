import { describe, expect, it } from "vitest";

import { parseGoQuery } from "./go-query.ts";
import { listUrl } from "./list-url.ts";
import { readStreamQuery } from "./stream-query.ts";

const ANN = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";

function read(query: string, header?: string) {
  return readStreamQuery(parseGoQuery(`/v1/stream?${query}`), header);
}

describe("readStreamQuery", () => {
  it("follows everything from now on when nothing is asked for", () => {
    expect(read("")).toEqual({ filter: {}, isFinalOnly: false, after: undefined });
  });

  it.each(["min_final=true", "final=true", "min_final=true&final=false"])(
    "takes %s for only what is final",
    (query) => {
      expect(read(query)).toMatchObject({ isFinalOnly: true });
    },
  );

  it("takes the header before the parameter, and an empty one for none", () => {
    expect(read("last_event_id=5", "7")).toMatchObject({ after: { seq: 7 } });
    expect(read("last_event_id=5", "")).toMatchObject({ after: { seq: 5 } });
    expect(read("last_event_id=")).toMatchObject({ after: undefined });
  });

  it("takes the place within a batch only where there are batches", () => {
    expect(read("min_final=true", "7.2")).toMatchObject({ after: { seq: 7, rows: 2 } });
    expect(read("", "7.2")).toHaveProperty("message");
  });
});

describe("listUrl", () => {
  it.each([
    ["", false, "/v1/delegations"],
    ["last_event_id=5&min_final=false&x=1", false, "/v1/delegations"],
    ["min_final=true", true, "/v1/delegations?final=true"],
    [
      `kind=undelegate&delegator=${ANN}&from=2021-01-01T00:00:00Z`,
      false,
      `/v1/delegations?delegator=${ANN}&from=2021-01-01T00%3A00%3A00Z&kind=undelegate`,
    ],
  ])("of ?%s (only final: %s) keeps the filter and nothing else", (query, isFinalOnly, url) => {
    expect(listUrl(parseGoQuery(`/v1/stream?${query}`), isFinalOnly)).toBe(url);
  });
});
