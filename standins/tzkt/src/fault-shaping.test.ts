import { addressKind } from "@holdfast/tezos";
import { describe, expect, it } from "vitest";

import { standingChain } from "./chain.ts";
import type { FaultEffect } from "./fault-plan.ts";
import { shapingUnder } from "./fault-shaping.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { answerTo } from "./routes.ts";

const chain = standingChain(generateDelegations(9, 60));
const SELECT = "select.values=id,timestamp,sender";

function page(effect: FaultEffect | undefined, limit = 10): readonly (readonly unknown[])[] {
  const target = `http://standin.invalid/v1/operations/delegations?${SELECT}&limit=${limit}`;
  const rows: unknown = JSON.parse(answerTo(chain, new URL(target), shapingUnder(effect)).body);
  return Array.isArray(rows) ? rows : [];
}

const honest = page(undefined);

describe("a faulty page", () => {
  it("with duplicated rows is as long as it should be and holds one twice", () => {
    const rows = page({ kind: "duplicated_rows" });
    expect(rows).toHaveLength(10);
    expect(rows[5]).toEqual(rows[6]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(9);
  });

  it("with rows out of order holds all of them", () => {
    const rows = page({ kind: "rows_out_of_order" });
    expect(rows).not.toEqual(honest);
    expect(rows).toHaveLength(10);
    expect(rows).toEqual(expect.arrayContaining([...honest]));
  });

  it("with a missing row is as long as it should be, and cannot be told by its look", () => {
    const rows = page({ kind: "missing_row" });
    const eleven = page(undefined, 11);
    expect(rows).toEqual([...eleven.slice(0, 5), ...eleven.slice(6)]);
  });

  it("cut short holds the first half, an empty one nothing", () => {
    expect(page({ kind: "short_page" })).toEqual(honest.slice(0, 5));
    expect(page({ kind: "empty_page" })).toEqual([]);
  });

  it("too long holds one row more than the limit", () => {
    expect(page({ kind: "page_too_long" })).toEqual(page(undefined, 11));
  });

  it.each([
    ["corrupt_address", 2],
    ["corrupt_id", 0],
    ["unsafe_id", 0],
    ["wrong_timestamp", 1],
  ] as const)("with %s differs in that member of one row only", (kind, member) => {
    const rows = page({ kind });
    const different = rows.flatMap((row, index) =>
      row.flatMap((value, part) => {
        const isSame = JSON.stringify(value) === JSON.stringify(honest[index]?.[part]);
        return isSame ? [] : [[index, part]];
      }),
    );
    expect(different).toEqual([[5, member]]);
  });

  it("with a corrupt address fails the checksum, with a corrupt id the step of 2^20", () => {
    const address = JSON.stringify(page({ kind: "corrupt_address" })[5]?.[2]).slice(12, 48);
    expect(address).toHaveLength(36);
    expect(addressKind(address)).toBeUndefined();
    expect(Number(page({ kind: "corrupt_id" })[5]?.[0]) % 2 ** 20).toBe(1);
    expect(Number.isSafeInteger(page({ kind: "unsafe_id" })[5]?.[0])).toBe(false);
  });

  it.each(["rows_out_of_order", "duplicated_rows", "missing_row", "corrupt_id"] as const)(
    "with %s and no rows stays empty",
    (kind) => {
      expect(page({ kind }, 0)).toEqual([]);
    },
  );
});

describe("a faulty server", () => {
  const head = (effect: FaultEffect | undefined) => {
    const answer = answerTo(chain, new URL("http://standin.invalid/v1/head"), shapingUnder(effect));
    const body: unknown = JSON.parse(answer.body);
    return { headers: answer.headers, body };
  };

  it("may be three levels late, and says so", () => {
    const { headers, body } = head({ kind: "stale_replica" });
    expect(headers["Tzkt-Level"]).toBe(`${chain.head - 3}`);
    expect(headers["Tzkt-Known-Level"]).toBe(`${chain.head}`);
    expect(body).toMatchObject({ level: chain.head - 3, synced: false });
  });

  it("may be of another chain", () => {
    expect(head(undefined).body).toMatchObject({ chainId: "NetXdQprcVkpaWU" });
    expect(head({ kind: "wrong_chain_id" }).body).not.toMatchObject({
      chainId: "NetXdQprcVkpaWU",
    });
  });

  it("may have a clock that jumped", () => {
    const late = head({ kind: "clock_jump", seconds: 60 }).headers["Tzkt-Synced-At"] ?? "";
    const right = head(undefined).headers["Tzkt-Synced-At"] ?? "";
    expect(Date.parse(late) - Date.parse(right)).toBe(60_000);
  });
});
