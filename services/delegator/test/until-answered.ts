import { setTimeout as sleep } from "node:timers/promises";

import type { Answer, Delegator } from "./start-delegator.ts";

/** Looks are far enough apart to leave the processors to those who are waited for. */
const LOOK_MS = 20;
/** What has not come by then on a busy machine will not come. */
const WAIT_MS_MAX = 40_000;

/** The meant answer did not come; the message ends with the one that came instead. */
class AnswerMissing extends Error {
  override readonly name = "AnswerMissing";
  readonly code = "answer_missing";

  constructor(path: string, answer: Answer) {
    super(`${path} still answers ${JSON.stringify(answer)}`);
  }
}

/** Asks again and again until the answer is the one that is meant. Throws `AnswerMissing` when that takes too long. */
export async function untilAnswered(
  delegator: Delegator,
  path: string,
  isMeant: (answer: Answer) => boolean,
): Promise<void> {
  const untilMs = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const answer = await delegator.get(path);
    if (isMeant(answer)) return;
    if (performance.now() > untilMs) throw new AnswerMissing(path, answer);
    await sleep(LOOK_MS);
  }
}
