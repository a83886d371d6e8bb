import { setTimeout as sleep } from "node:timers/promises";

import { DelegationStream } from "./delegation-stream.ts";
import { type Stage, untilLive } from "./stage.ts";
import { untilShown } from "./until-shown.ts";

/** Milliseconds from the block to its delegations, one number for each block. */
export type Visibility = { readonly page: readonly number[]; readonly stream: readonly number[] };

/** So long a block comes after the one before was shown: the service rests in between. */
const REST_MS = 300;
/** The first looks load code. */
const WARM_UP = 3;

/** From the hub's push to page 1 and to an event of the stream. */
export async function withHub(stage: Stage, blocks: number): Promise<Visibility> {
  // So long that nothing is ever seen by a poll.
  await using service = await stage.start({ SYNC_POLL: "1h" });
  await untilLive(service);
  await service.log.until("HubConnected");
  return await watchBlocks(stage, { url: service.url, blocks, restMs: REST_MS });
}

/** From the block to page 1 and the stream when there is no hub, told right after a poll: the longest wait there is. */
export async function byPolls(
  stage: Stage,
  { blocks, pollMs }: { readonly blocks: number; readonly pollMs: number },
): Promise<Visibility> {
  await using service = await stage.start({ SYNC_WS: "off", SYNC_POLL: `${pollMs}ms` });
  await untilLive(service);
  return await watchBlocks(stage, { url: service.url, blocks, restMs: 0 });
}

type Watch = { readonly url: string; readonly blocks: number; readonly restMs: number };

async function watchBlocks(stage: Stage, { url, blocks, restMs }: Watch): Promise<Visibility> {
  using stream = await DelegationStream.open(url);
  const [page, events]: [number[], number[]] = [[], []];
  for (let block = 0; block < WARM_UP + blocks; block += 1) {
    const { toldMs, ids, page: body } = await stage.advance();
    const [shownMs, heardMs] = await Promise.all([untilShown(url, body), stream.until(ids)]);
    await sleep(restMs);
    if (block < WARM_UP) continue;
    page.push(shownMs - toldMs);
    events.push(heardMs - toldMs);
  }
  return { page, stream: events };
}
