import { DoneInPart } from "../cli/done-in-part.ts";
import { type Given, readPosition } from "../cli/given.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "../log/log-place.ts";
import { oneSubscription } from "../log/one-subscription.ts";
import { type ParkedRow, readParked } from "../log/read-parked.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";

/** So many are held here at a time. */
const PAGE = 1_000;

/** Parked events of one subscription that were named. */
export type Chosen = {
  readonly subscription: SubscriptionRow;
  /** How many there were when they were chosen. */
  readonly count: number;
  /** In the order of the log. */
  readonly pages: () => AsyncIterable<readonly ParkedRow[]>;
};

/** The events by the positions that follow the subscription, or all of its with `--all`. Throws `Refused`. */
export async function chosenParked(place: LogPlace, given: Given): Promise<Chosen> {
  const [, ...words] = given.words;
  const positions = [...new Set(words.map((word) => readPosition("POSITION", word, 1n)))];
  if ((positions.length === 0) !== given.has("all")) {
    throw new UsageError("say which: either positions, or --all; holdfast parked list shows them");
  }
  const subscription = await oneSubscription(place, given);
  const { name, revision } = subscription;
  if (given.has("all")) {
    return { subscription, count: subscription.parked, pages: () => all(place, subscription) };
  }
  const rows = await readParked(place, { name, revision, positions, max: positions.length });
  for (const position of positions) {
    if (rows.some((row) => row.position === position)) continue;
    throw new Refused(`event ${position} is not parked for ${name}; holdfast parked list ${name}`);
  }
  return {
    subscription,
    count: rows.length,
    async *pages() {
      yield rows;
    },
  };
}

/** Up to the checkpoint as it was: whoever goes on parking events is not followed. */
async function* all(
  place: LogPlace,
  { name, revision, position: last }: SubscriptionRow,
): AsyncGenerator<readonly ParkedRow[]> {
  let page: readonly ParkedRow[] = [];
  do {
    const after = page.at(-1)?.position ?? 0n;
    page = await readParked(place, { name, revision, after, max: PAGE });
    yield page.filter(({ position }) => position <= last);
  } while (page.length === PAGE);
}

/** What is done to each of them. */
type Doing = {
  /** In the words of a report: `forgot`, `asked for`. */
  readonly done: string;
  /** False if it was not parked any more. */
  readonly each: (row: ParkedRow) => Promise<boolean>;
  /** Told of those of a page to which it was done. */
  readonly onPage?: (rows: readonly ParkedRow[]) => Promise<void>;
};

/** The positions to which it was done, and what kept it from being done to the others, if anything did. */
type Done = { readonly positions: readonly bigint[]; readonly failure?: DoneInPart };

/** Does something to each event that was chosen, one after the other in the order of the log. */
export async function eachParked(
  { count, pages }: Chosen,
  { done, each, onPage }: Doing,
  { progress, signal }: Session,
): Promise<Done> {
  const positions: bigint[] = [];
  const takePage = async (rows: readonly ParkedRow[]): Promise<void> => {
    const taken: ParkedRow[] = [];
    try {
      for (const row of rows) {
        signal.throwIfAborted();
        if (await each(row)) taken.push(row);
        progress.tell(`${done} ${positions.length + taken.length} of ${count}`);
      }
    } finally {
      positions.push(...taken.map(({ position }) => position));
      await onPage?.(taken);
    }
  };
  try {
    for await (const rows of pages()) await takePage(rows);
    return { positions };
  } catch (cause) {
    const rest = "the others are as they were, and may be asked for again";
    const message = `${done} ${positions.length} of ${count}; ${rest}`;
    return { positions, failure: new DoneInPart(message, { cause }) };
  }
}
