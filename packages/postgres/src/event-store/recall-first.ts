import {
  appended,
  type AppendOutcome,
  type CommandAnswer,
  type FoundCommand,
  isAppendRefusal,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import type { Send } from "./coordinator.ts";
import { type CommandsOfTenant, findRemembered } from "./find-commands.ts";
import { RecentReplays } from "./recent-replays.ts";

/**
 * Sends batches. While many of their commands have come before, all are looked up first, and only what the log does not
 * know is sent: to meet a known command while appending costs the lock of the head, a rollback and a commit.
 */
export function recallFirst(
  { database, schema }: { readonly database: Database; readonly schema: string },
  send: Send,
): Send {
  const replays = new RecentReplays();
  const counted = (batch: readonly PreparedAppend[], outcomes: readonly AppendOutcome[]) => {
    replays.count(batch.length, outcomes.filter(isReplay).length);
    return outcomes;
  };
  return async (batch, follows) => {
    if (!replays.areMany) return counted(batch, await send(batch, follows));
    const known = await recalled(database, schema, batch);
    const rest = batch.filter((request) => !known.has(request));
    // What it follows may end with a request that was not sent, behind which nothing can be sent.
    if (rest.length > 0) await follows?.settled;
    const sent = rest.length > 0 ? await send(rest) : [];
    return counted(batch, inOrder(batch, known, sent));
  };
}

type Known = ReadonlyMap<PreparedAppend, AppendOutcome>;

/** What the log knows of requests all of whose commands it knows. */
async function recalled(
  database: Database,
  schema: string,
  batch: readonly PreparedAppend[],
): Promise<Known> {
  const byTenant = Map.groupBy(batch, ({ tenant }) => tenant);
  const sought = Array.from(byTenant, ([tenant, requests]): CommandsOfTenant => ({
    tenant,
    commands: requests.flatMap(({ commands }) => commands),
  }));
  const found = await findRemembered(database, schema, sought);
  const known = new Map<PreparedAppend, AppendOutcome>();
  for (const [at, requests] of [...byTenant.values()].entries()) {
    let first = 0;
    for (const request of requests) {
      const end = first + request.commands.length;
      const outcome = knownOutcome(found[at]?.slice(first, end) ?? []);
      if (outcome !== undefined) known.set(request, outcome);
      first = end;
    }
  }
  return known;
}

/** Undefined if one of the commands is new, or there is none: what that comes to only the log can tell. */
function knownOutcome(found: readonly FoundCommand[]): AppendOutcome | undefined {
  const answers: CommandAnswer[] = [];
  for (const each of found) {
    if (each === undefined) return undefined;
    if (isAppendRefusal(each)) return each;
    answers.push(each);
  }
  return answers.length === 0 ? undefined : appended("duplicate", answers);
}

function inOrder(
  batch: readonly PreparedAppend[],
  known: Known,
  sent: readonly AppendOutcome[],
): readonly AppendOutcome[] {
  const others = sent.values();
  return batch.map((request) => {
    const outcome = known.get(request) ?? others.next().value;
    if (outcome === undefined) throw new RangeError("a request came back without an outcome");
    return outcome;
  });
}

function isReplay(outcome: AppendOutcome): boolean {
  return !isAppendRefusal(outcome) && outcome.status === "duplicate";
}
