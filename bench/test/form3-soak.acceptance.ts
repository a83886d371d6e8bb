import { expect, test } from "vitest";

import { soak } from "../src/soaks/form3.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 5;

test(`${SEEDS} random histories of the account client lose, double and mix up nothing`, async () => {
  const { code, lines } = await soakSlice("form3", soak, ["--seeds", String(SEEDS)]);
  expect({ code, lines }).toEqual({
    code: 0,
    lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
  });
});
