import { afterAll, beforeAll, describe, expect, it, test } from "vitest";

import { fuzzSeed } from "../src/payments-fuzz/fuzz-seed.ts";
import { type FuzzService, fuzzService } from "../src/payments-fuzz/fuzz-service.ts";
import { READS, WRITES } from "../src/payments-fuzz/fuzzed-routes.ts";
import { wrongWithLedger } from "../src/payments-fuzz/wrong-with-ledger.ts";
import { isRecord } from "../src/registry.ts";
import { soak } from "../src/soaks/payments-fuzz.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 3;
/** A seed takes some seconds, and many times as long beside other work on the same processors. */
const TEST_MS_MAX = 300_000;

test(
  `${SEEDS} seeds of requests to payments, nearly right and not at all: never a failure of ours`,
  async () => {
    const { code, lines } = await soakSlice("payments-fuzz", soak, ["--seeds", String(SEEDS)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);

describe("the same fuzzer", () => {
  let service: FuzzService;
  beforeAll(async () => {
    service = await fuzzService();
  }, TEST_MS_MAX);
  afterAll(() => service[Symbol.asyncDispose]());

  it("knows every route of the service", async () => {
    const document: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    const paths = isRecord(document) && isRecord(document["paths"]) ? document["paths"] : {};
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      isRecord(methods) ? Object.keys(methods).map((method) => `${method} ${path}`) : [],
    );
    const known = [
      ...READS.map(({ path }) => `get ${path}`),
      ...WRITES.map(({ path }) => `post ${path}`),
    ];
    expect(known).toEqual(expect.arrayContaining(routes));
    expect(routes).toContain("post /v1/transfers");
  });

  it(
    "finds a balance that was changed behind the service's back",
    async () => {
      const { tenant, found } = await fuzzSeed(service, { seed: 1, count: 20 });
      expect(found).toEqual([]);
      await service.admin.query({
        text: `update payments.account set credits_posted = credits_posted + 1
          where ctid = (select ctid from payments.account where tenant_id = $1 and version > 0 limit 1)`,
        values: [tenant],
      });
      const wrong = (await wrongWithLedger(service.admin, tenant)).join("\n");
      expect(wrong).toMatch(/accounts: not stored is /);
      expect(wrong).toMatch(/is out of balance/);
    },
    TEST_MS_MAX,
  );
});
