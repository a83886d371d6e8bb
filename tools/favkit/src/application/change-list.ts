import { eventsOf } from "../domain/events.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import type { Favourite } from "../domain/favourite.ts";
import type { ListName } from "../domain/list-name.ts";
import { applied, type Plan, type Step } from "../domain/plan.ts";
import type { Clock, Ids, Journal, ListStore, Snapshot } from "./ports.ts";

/** What every change needs. */
export type ChangePorts = {
  readonly store: ListStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
};

/** A change that somebody asks for. */
type Change = {
  readonly list: ListName;
  /** The command's name, for the journal. */
  readonly command: string;
  /** Asked again with the new content when the list changed meanwhile. */
  readonly decide: (items: readonly Favourite[]) => Plan;
};

/** What came of it; an empty plan means that nothing had to be written. */
export type Changed = {
  readonly plan: Plan;
  readonly before: Snapshot;
  readonly after: Snapshot;
};

/** How often a change is decided anew on a list that changed under it, beyond the first time. */
const RETRIES = 1;

/**
 * Reads the list, decides, and writes unless there is nothing to do. The journal hears of it before and after.
 * Throws `concurrent_change` when the list changes under the second attempt as well.
 */
export async function changeList(ports: ChangePorts, change: Change): Promise<Changed> {
  return decidedAnew(() => attempt(ports, change));
}

/** Tries once more when the list changed meanwhile; the work reads and decides anew. */
async function decidedAnew<T>(work: () => Promise<T>): Promise<T> {
  for (let retriesLeft = RETRIES; ; retriesLeft -= 1) {
    try {
      return await work();
    } catch (error) {
      const isRace = error instanceof FavkitError && error.code === "concurrent_change";
      if (!isRace || retriesLeft === 0) throw error;
    }
  }
}

async function attempt(ports: ChangePorts, { list, command, decide }: Change): Promise<Changed> {
  const { store } = ports;
  const before = await store.read(list);
  const plan = decide(before.items);
  for (const step of plan) checkEditable(list, step);
  if (plan.length === 0) return { plan, before, after: before };
  const items = applied(before.items, plan);
  const after = await journalled(ports, {
    entry: { list, command, events: eventsOf(plan), before: before.seed },
    write: () => store.write(list, { ...before, items }, before.seed),
  });
  return { plan, before, after };
}

type Writing = {
  readonly entry: {
    readonly list: ListName;
    readonly command: string;
    readonly events: ReturnType<typeof eventsOf>;
    readonly before: string;
    readonly undoes?: string;
  };
  readonly write: () => Promise<Snapshot>;
};

/** Tells the journal of a write before and after it; one that failed is told to have changed nothing. */
export async function journalled(ports: ChangePorts, { entry, write }: Writing): Promise<Snapshot> {
  const { store, journal, clock, ids } = ports;
  const id = ids.uuid();
  const where = await store.locate(entry.list);
  await journal.begin({ ...entry, id, at: clock.now(), where });
  try {
    const after = await write();
    await journal.end(id, { after: after.seed, where: await store.locate(entry.list) });
    return after;
  } catch (error) {
    await journal.end(id, { after: entry.before, where });
    throw error;
  }
}

/** The Finder keeps the other lists itself: what is written there does not stay. */
const EDITABLE: Readonly<Partial<Record<ListName, readonly Step["op"][]>>> = {
  favorites: ["add", "remove", "move", "rename", "show", "hide"],
  volumes: ["show", "hide"],
  tags: ["move"],
};

function checkEditable(list: ListName, { op }: Step): void {
  const ops = EDITABLE[list] ?? [];
  if (ops.includes(op)) return;
  const possible =
    ops.length === 0 ? "it can only be read" : `only ${ops.join(" and ")} is possible`;
  throw new FavkitError("unsupported", `the list "${list}" takes no ${op}: ${possible}`);
}
