import type { Soak } from "../contract.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawOrder } from "../kernel-soak/draw-order.ts";
import { liveStory } from "../kernel-soak/live-story.ts";
import { watchOrder } from "../kernel-soak/watch-order.ts";
import { SoakFailure } from "../soak-failure.ts";

const servers = crashServers();
const OPEN_MS = 5_000;
/** A reader that goes by transaction ids falls behind for as long as one is open. An idle machine stays below 1 s. */
const LAG_MS_MAX = OPEN_MS * 0.8;
const TOLD_MAX = 10;

/** Nothing skipped: every subscription gets every position once and in order, whoever writes and whatever is open. */
export const soak: Soak = {
  title:
    "kernel-order: 8 and 64 appenders in three processes, transactions held open 5 s: nobody misses a position",
  parallel: 1,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const story = drawOrder(seed, OPEN_MS);
    let lagMsMax = 0;
    const found = await servers.with((server) =>
      liveStory({ story, seed, server, note }, async (_life, scene) => {
        const seen = await watchOrder(story, scene);
        lagMsMax = seen.lagMsMax;
        return seen.found;
      }),
    );
    note(`at most ${Math.round(lagMsMax)} ms behind; the goal of an idle machine is 1000`);
    const late = lagMsMax > LAG_MS_MAX ? [`a reader fell ${Math.round(lagMsMax)} ms behind`] : [];
    const all = [...found, ...late];
    if (all.length > 0) throw new SoakFailure(all.slice(0, TOLD_MAX).join("\n  "));
  },
};
