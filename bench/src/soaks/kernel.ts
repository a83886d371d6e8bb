import type { Soak } from "../contract.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawStory } from "../kernel-soak/draw-story.ts";
import { liveStory } from "../kernel-soak/live-story.ts";
import { SoakFailure } from "../soak-failure.ts";

const servers = crashServers();
const TOLD_MAX = 10;

/** Real processes write and follow a log while server, processes, sessions and connections break under them. */
export const soak: Soak = {
  title:
    "kernel: SIGKILL of PostgreSQL, of the kernel or both under load, and an audit of L1 to L12 finds nothing",
  parallel: 2,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const story = drawStory(seed);
    const found = await servers.with((server) => liveStory({ story, seed, server, note }));
    if (found.length > 0) throw new SoakFailure(found.slice(0, TOLD_MAX).join("\n  "));
  },
};
