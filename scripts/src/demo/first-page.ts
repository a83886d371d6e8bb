import { setTimeout as sleep } from "node:timers/promises";

const ATTEMPTS = 100;
const REST_MS = 50;

/** Asks for page 1 until it is there: it comes long before the history does. Undefined when it does not come. */
export async function firstPage(url: string, stop: AbortSignal): Promise<string | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS && !stop.aborted; attempt += 1) {
    const body = await bodyOf(`${url}/xtz/delegations?per_page=1`, stop);
    if (body !== undefined) return body;
    await sleep(REST_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
}

/** What is there; undefined while nothing is, or when it is not wanted any more. */
async function bodyOf(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal });
    return answer.ok ? (await answer.text()).trim() : undefined;
  } catch {
    return undefined;
  }
}
