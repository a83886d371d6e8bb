import type { Soak } from "../contract.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawLoss } from "../kernel-soak/draw-story.ts";
import { liveStory } from "../kernel-soak/live-story.ts";
import { SoakFailure } from "../soak-failure.ts";

/**
 * What PostgreSQL acknowledges it then writes down when it pleases, and that late: what it has handed to the operating
 * system outlives it, so the log stays in buffers that are large enough.
 */
const servers = crashServers({
  settings: {
    synchronous_commit: "off",
    wal_writer_delay: "10s",
    wal_writer_flush_after: "1GB",
    wal_buffers: "64MB",
  },
});

/** The counter-proof of `kernel`: on a server that loses what it acknowledged, the audit has to say so. */
export const soak: Soak = {
  title:
    "kernel-lossy: with synchronous_commit off SIGKILL loses commits, and the audit reports it",
  parallel: 2,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const story = drawLoss(seed);
    const found = await servers.with((server) => liveStory({ story, seed, server, note }));
    for (const each of found) note(each);
    if (!found.some((each) => each.startsWith("L3") && each.endsWith("is lost"))) {
      throw new SoakFailure("commits were lost, and the audit has not found one");
    }
  },
};
