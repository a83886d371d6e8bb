import { describe, expect, test } from "vitest";

import { drawFrom } from "../src/draw.ts";
import { crashServers } from "../src/kernel-soak/crash-servers.ts";
import type { BellDefect } from "../src/kernel-time/bell-questions.ts";
import { drawBells } from "../src/kernel-time/draw-bells.ts";
import { liveBells } from "../src/kernel-time/live-bells.ts";
import { soak } from "../src/soaks/kernel-time.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 2;
/** A seed takes six seconds, and several times as long beside other work on the same processors. */
const TEST_MS_MAX = 300_000;

test(
  `${SEEDS} seeds of timers under SIGKILL of owners and server and jumping clocks lose none and double none`,
  async () => {
    const { code, lines } = await soakSlice("kernel-time", soak, ["--seeds", String(SEEDS)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);

describe("the same audit reports what is wrong with", () => {
  /** Whether a killed owner had something on its way that goes out again, the machine decides. */
  async function found(defect: BellDefect): Promise<string> {
    const told: string[] = [];
    for (const seed of [1, 2, 3]) {
      const story = drawBells(drawFrom(seed));
      const note = (): void => undefined;
      told.push(...(await servers.with((server) => liveBells({ story, server, note, defect }))));
      if (told.length > 0) break;
    }
    return told.join("\n");
  }
  const servers = crashServers();

  test.each([
    ["an owner whose claims run ahead of the clock", "impatient", /ms early by the clock of/],
    ["commands that go out under new ids", "forgetful", /struck [023] times, and told as/],
    ["refusals told as acceptances", "deaf", /struck 0 times, and told as accepted/],
  ] as const)(
    "%s",
    async (_what, defect, sentence) => {
      expect(await found(defect)).toMatch(sentence);
    },
    TEST_MS_MAX,
  );
});
