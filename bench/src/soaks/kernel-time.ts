import type { Soak } from "../contract.ts";
import { drawFrom } from "../draw.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawBells } from "../kernel-time/draw-bells.ts";
import { liveBells } from "../kernel-time/live-bells.ts";
import { SoakFailure } from "../soak-failure.ts";

const servers = crashServers();
const TOLD_MAX = 10;

/** Two owners of two hundred timers, which are killed with their server while their clocks jump. */
export const soak: Soak = {
  title:
    "kernel-time: SIGKILL of owners and of PostgreSQL, jumping clocks: of 200 timers none is lost, early or twice",
  parallel: 2,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const story = drawBells(drawFrom(seed));
    const found = await servers.with((server) => liveBells({ story, server, note }));
    if (found.length > 0) throw new SoakFailure(found.slice(0, TOLD_MAX).join("\n  "));
  },
};
