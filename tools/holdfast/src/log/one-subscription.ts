import type { Given } from "../cli/given.ts";
import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "./log-place.ts";
import { readSubscriptions, type SubscriptionRow } from "./read-subscriptions.ts";

/** All revisions of the subscription that was named, by revision; at least one. Throws `Refused`. */
export async function revisionsOf(
  place: LogPlace,
  name: string,
): Promise<readonly SubscriptionRow[]> {
  const all = await readSubscriptions(place);
  const named = all.filter((each) => each.name === name);
  if (named.length > 0) return named;
  const names = [...new Set(all.map((each) => each.name))].join(", ");
  const there = names === "" ? "there is none" : `there is: ${names}`;
  throw new Refused(`no subscription ${name} has run on this log; ${there}`);
}

/** The subscription that was named, of the revision that was given or of the only one in use. */
export async function oneSubscription(place: LogPlace, given: Given): Promise<SubscriptionRow> {
  const name = given.word(0);
  const revision = given.whole("revision", 0);
  const named = await revisionsOf(place, name);
  const meant = named.filter(({ revision: its, status }) =>
    revision === undefined ? status !== "retired" : its === revision,
  );
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const revisions = named.map((each) => `${each.revision} (${each.status})`).join(", ");
  throw new UsageError(`say which --revision of ${name}: ${revisions}`);
}
