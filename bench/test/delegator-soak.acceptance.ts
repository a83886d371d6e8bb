import { expect, test } from "vitest";

import { soak } from "../src/soaks/delegator-kill.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 2;
/** A seed takes five seconds, and three times as long beside other work on the same processors. */
const TEST_MS_MAX = 120_000;

test(
  `${SEEDS} seeds of the delegator under SIGKILL end in a mirror equal to the chain`,
  async () => {
    const { code, lines } = await soakSlice("delegator-kill", soak, ["--seeds", String(SEEDS)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);
