import { type Given, readPosition } from "../cli/given.ts";
import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "../log/log-place.ts";
import { oneSubscription } from "../log/one-subscription.ts";
import { type ParkedRow, readParked } from "../log/read-parked.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";

/** So many are done at once; whoever has more has another problem. */
const PARKED_MAX = 10_000;

/** Parked events of one subscription that were named. */
export type Chosen = {
  readonly subscription: SubscriptionRow;
  readonly rows: readonly ParkedRow[];
};

/** The events by the positions that follow the subscription, or all of its with `--all`. Throws `Refused`. */
export async function chosenParked(place: LogPlace, given: Given): Promise<Chosen> {
  const [, ...words] = given.words;
  const wanted = words.map((word) => readPosition("POSITION", word, 1n));
  if ((wanted.length === 0) !== given.has("all")) {
    throw new UsageError("say which: either positions, or --all; holdfast parked list shows them");
  }
  const subscription = await oneSubscription(place, given);
  const { name, revision } = subscription;
  const parked = await readParked(place, { name, revision, max: PARKED_MAX });
  if (given.has("all")) return { subscription, rows: parked };
  const rows = wanted.map((position) => {
    const row = parked.find((each) => each.position === position);
    if (row !== undefined) return row;
    throw new Refused(`event ${position} is not parked for ${name}; holdfast parked list ${name}`);
  });
  return { subscription, rows };
}
