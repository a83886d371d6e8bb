import type { DelegatorProcess } from "../delegator/delegator-process.ts";
import { type Stage, untilLive } from "./stage.ts";
import { untilShown } from "./until-shown.ts";

/**
 * Milliseconds from the leader's death to the standby showing a delegation that came right after it, one number for
 * each round. After each round every row is compared with the chain.
 */
export async function failovers(stage: Stage, rounds: number): Promise<readonly number[]> {
  await using held = new AsyncDisposableStack();
  const start = async (): Promise<DelegatorProcess> => held.use(await stage.start());
  const times: number[] = [];
  let leader = await start();
  for (let round = 0; round < rounds; round += 1) {
    const standby = await start();
    await untilLive(leader);
    await untilShown(standby.url, (await stage.advance()).page);
    leader.kill("SIGKILL");
    const killedMs = Date.now();
    const { page } = await stage.advance();
    times.push((await untilShown(standby.url, page)) - killedMs);
    await stage.check();
    leader = standby;
  }
  return times;
}
