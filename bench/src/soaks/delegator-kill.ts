import type { Soak } from "../contract.ts";
import { drawStory } from "../delegator-soak/draw-story.ts";
import { liveStory } from "../delegator-soak/live-story.ts";
import { SharedServer } from "../delegator-soak/shared-server.ts";

const server = new SharedServer();

/** Faults of the upstream, SIGKILL at any point, two instances at once, a chain that grows: no wrong row in the end. */
export const soak: Soak = {
  title:
    "delegator: real processes, any fault plan and SIGKILL at any point end in a mirror equal to the chain",
  parallel: 3,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const story = drawStory(seed);
    const { rows, page, ranges, lives } = story;
    note(`${rows} rows, pages of ${page}, ${ranges} ranges, ${lives.length} lives`);
    await using shared = await server.use();
    await liveStory(story, { seed, adminUrl: shared.adminUrl, note });
  },
};
