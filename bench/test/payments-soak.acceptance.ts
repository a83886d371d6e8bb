import type { Database } from "@holdfast/postgres";
import { describe, expect, test } from "vitest";

import { crashServers } from "../src/kernel-soak/crash-servers.ts";
import { drawPlan } from "../src/payments-soak/draw-plan.ts";
import { livePlan } from "../src/payments-soak/live-plan.ts";
import { soak } from "../src/soaks/payments.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 2;
/** A seed takes five seconds, and many times as long beside other work on the same processors. */
const TEST_MS_MAX = 300_000;

test(
  `${SEEDS} seeds of payments under SIGKILL of the service and of PostgreSQL keep every answer`,
  async () => {
    const { code, lines } = await soakSlice("payments", soak, ["--seeds", String(SEEDS)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);

describe("the same audit reports rows that were changed behind the service's back:", () => {
  const servers = crashServers();
  const SAME = "(select ctid from payments.transfer where kind = 'posted' limit 1)";
  const balance = `update payments.account set credits_posted = credits_posted + 1
    where ctid = (select ctid from payments.account where version > 0 limit 1)`;
  test.each([
    ["a balance", balance, [/trial balance .*"is_balanced":false/, /is out of balance/]],
    ["a transfer", `delete from payments.transfer where ctid = ${SAME}`, [/transfers: not stored/]],
  ])(
    "%s",
    async (_what, text, sentences) => {
      const plan = { ...drawPlan(1), faults: [] };
      const damage = (admin: Database) => admin.query({ text });
      const note = (): void => undefined;
      const found = await servers.with((server) => livePlan({ plan, server, note, damage }));
      for (const sentence of sentences) expect(found.join("\n")).toMatch(sentence);
    },
    TEST_MS_MAX,
  );
});
