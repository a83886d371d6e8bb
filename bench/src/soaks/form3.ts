import type { Soak } from "../contract.ts";
import { Actor, sharedAccounts } from "../form3/actor.ts";
import { compareWithBank } from "../form3/compare-with-bank.ts";
import { HistoryStage } from "../form3/history-stage.ts";
import { SoakFailure } from "../soak-failure.ts";

const DEEDS_MAX = 12;
const ACTORS_MAX = 3;

/** Refusals, failures, delays and lost answers: every account once, where it should be, as it should be. */
export const soak: Soak = {
  title:
    "form3: any faults of the bank end in no account lost, doubled or changed behind one's back",
  parallel: 1,
  async run(seed, report) {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", onRejection);
    try {
      const stage = new HistoryStage(seed);
      const story = async () => {
        const shared = sharedAccounts(stage);
        const actors = ["A", "B", "C"]
          .slice(0, 1 + Math.floor(stage.random() * ACTORS_MAX))
          .map((name) => new Actor(stage, name, (text) => report.note(text)));
        const deeds = () => 3 + Math.floor(stage.random() * DEEDS_MAX);
        await Promise.all(actors.map((actor) => actor.live(deeds(), shared)));
        await stage.comeToRest();
        await compareWithBank(
          stage,
          actors.map(({ told }) => told),
        );
      };
      await stage.time.run(story());
    } finally {
      process.off("unhandledRejection", onRejection);
    }
    if (rejections.length > 0) throw new SoakFailure(`not handled: ${String(rejections[0])}`);
  },
};
