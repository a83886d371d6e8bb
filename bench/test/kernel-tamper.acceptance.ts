import { expect, test } from "vitest";

import { soak } from "../src/soaks/kernel-tamper.ts";
import { soakSlice } from "./soak-slice.ts";

test("whatever is done to a sealed log is found, and where", async () => {
  const { code, lines } = await soakSlice("kernel-tamper", soak, ["--seeds", "1"]);
  expect({ code, lines }).toEqual({
    code: 0,
    lines: expect.arrayContaining(["1 seeds, 0 failed"]),
  });
}, 240_000);
