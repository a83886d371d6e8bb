import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { standingChain } from "./chain.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { answerTo } from "./routes.ts";
import { HONEST } from "./shaping.ts";
import { truthBody, truthOf } from "./truth.ts";

const table = generateDelegations(3, 150);
const chain = standingChain(table);
const page = new URL("http://standin.invalid/v1/operations/delegations?limit=10000");
const served: unknown = JSON.parse(answerTo(chain, page, HONEST).body);

describe("the truth", () => {
  it("is what an honest answer holds", () => {
    const truth = truthOf(chain.view(), chain.head);
    expect([...truth.records()]).toEqual(served);
    expect(truth.count).toBe(150);
  });

  it("has the hash of its canonical texts, one a line", () => {
    const truth = truthOf(chain.view(), chain.head);
    const lines = [...truth.texts()].map((text) => `${text}\n`).join("");
    expect(truth.sha256()).toBe(createHash("sha256").update(lines).digest("hex"));
  });

  it("ends at the level asked for, and at the head whatever is asked for", () => {
    const level = table.columns.level[70] ?? 0;
    const records = [...truthOf(chain.view(), level).records()];
    expect(records.every((record) => record.level <= level)).toBe(true);
    expect(records.length).toBeGreaterThanOrEqual(71);
    const early = standingChain(table, level);
    expect(truthOf(early.view(), chain.head).sha256()).toBe(truthOf(chain.view(), level).sha256());
  });

  it("is written as rows, count and hash", () => {
    const truth = truthOf(chain.view(), chain.head);
    const body: unknown = JSON.parse([...truthBody(truth)].join(""));
    expect(body).toEqual({ rows: served, count: 150, sha256: truth.sha256() });
  });

  it("of no rows is empty", () => {
    const truth = truthOf(chain.view(), 1);
    expect(JSON.parse([...truthBody(truth)].join(""))).toMatchObject({ rows: [], count: 0 });
  });
});
