import { setTimeout as sleep } from "node:timers/promises";

import { PAGE_SIZE } from "../delegator/page-kinds.ts";
import { WrongRows } from "../delegator/wrong-rows.ts";
import { KeepAliveConnection } from "../keep-alive-connection.ts";

/** How closely the page is looked at; a look itself takes about as long. */
const LOOK_MS = 2;
/** Nothing that is measured takes so long; without an end a wrong page would be waited for for ever. */
const WAIT_MS_MAX = 60_000;

/** When page 1 was this for the first time, in milliseconds since 1970. Throws `WrongRows` when it never is. */
export async function untilShown(url: string, page: string): Promise<number> {
  using connection = new KeepAliveConnection(url);
  const started = Date.now();
  for (;;) {
    const { status, body } = await connection.get(`/xtz/delegations?per_page=${PAGE_SIZE}`);
    const now = Date.now();
    if (status === 200 && body.toString("utf8").trimEnd() === page) return now;
    if (now - started > WAIT_MS_MAX) throw new WrongRows(`${url} does not show the newest rows`);
    await sleep(LOOK_MS);
  }
}
