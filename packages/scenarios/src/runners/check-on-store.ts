import type { Story } from "../clauses.ts";
import type { Subject } from "../subject.ts";
import { checkSeen } from "./check-seen.ts";
import { playOnStore, type StoreStage } from "./play-on-store.ts";

/** Plays a story of a decider on a system. Throws a `ScenarioFailed` that names every difference. */
export async function checkOnStore(
  subject: Subject,
  story: Story,
  stage: StoreStage,
): Promise<void> {
  if (subject.process !== undefined) {
    throw new RangeError("processes are played by the runners of @holdfast/scenarios/processes");
  }
  await checkSeen(subject, story, () => playOnStore(subject, story, stage));
}
