import { planOf } from "../domain/events.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import type { ListName } from "../domain/list-name.ts";
import { applied, inverse } from "../domain/plan.ts";
import { type ChangePorts, journalled } from "./change-list.ts";
import type { Backups, JournalEntry, ListFiles, ListStore, Snapshot } from "./ports.ts";

/** What undoing needs besides. */
type UndoPorts = ChangePorts & {
  readonly backups: Backups;
  /** The lists as files, when the store is one of files. */
  readonly files?: ListFiles;
};

/** What was undone. */
type Undone = { readonly entry: JournalEntry; readonly after: Snapshot };

/**
 * Takes the last change back that was made here and not taken back yet: byte for byte from its backup, or step by
 * step where there is none (the API keeps no bytes). Throws `nothing_matched` when there is none, and
 * `concurrent_change` when somebody else has changed the list since, unless it is forced.
 */
export async function undo(
  ports: UndoPorts,
  { list, isForced }: { readonly list: ListName; readonly isForced: boolean },
): Promise<Undone> {
  const { store, where, ours } = await lastPlace(ports, list);
  const now = await store.read(list);
  const { entry, isAsLeft } = lastDone(ours, now.seed);
  if (entry === undefined)
    throw new FavkitError("nothing_matched", `no change of ${where} to undo`);
  if (!isAsLeft && !isForced) {
    throw new FavkitError(
      "concurrent_change",
      `${where} was changed by something else since the last ${entry.command}; ` +
        "--force brings the state before it back nevertheless",
    );
  }
  const bytes = await backedUp(ports, entry);
  const back = { entry, now, isAsLeft };
  const at = { ...ports, store };
  const after = bytes === undefined ? stepBack(at, back) : putBack(at, { ...back, bytes });
  return { entry, after: await after };
}

/** Where the newest change was made: where the API did nothing, the file took its place. */
async function lastPlace(ports: UndoPorts, list: ListName) {
  const { store } = ports;
  const files: ListStore = ports.files ?? store;
  const { entries } = await ports.journal.read();
  const placeOf = async (each: ListStore) => {
    const where = await each.locate(list);
    return { store: each, where, ours: entries.filter((entry) => isAt(entry, where, list)) };
  };
  const [usual, file] = [await placeOf(store), await placeOf(files)];
  const newest = entries.findLast(
    (entry) =>
      entry.after !== entry.before && [usual, file].some(({ ours }) => ours.includes(entry)),
  );
  return newest !== undefined && file.ours.includes(newest) ? file : usual;
}

function isAt(entry: Pick<JournalEntry, "where" | "list">, where: string, list: ListName): boolean {
  return entry.where === where && entry.list === list;
}

type LastDone = {
  readonly entry: JournalEntry | undefined;
  /** Whether the list is what our last change left, or may be, where that was cut short. */
  readonly isAsLeft: boolean;
};

/** A change that left the list as it was has not happened, whether it failed or was cut short. */
function lastDone(entries: readonly JournalEntry[], seed: string): LastDone {
  const real = entries.filter(({ before, after }) => (after ?? seed) !== before);
  const undone = new Set(real.map(({ undoes }) => undoes));
  const entry = real.findLast(({ id, undoes }) => undoes === undefined && !undone.has(id));
  // Taking a change back leaves the list as the one before it had left it; only file seeds show that by themselves.
  const leftBy = [entry, real.at(-1)].map((each) => each?.after ?? seed);
  return { entry, isAsLeft: leftBy.includes(seed) };
}

async function backedUp(
  { backups, files }: UndoPorts,
  { where, before }: JournalEntry,
): Promise<Uint8Array | undefined> {
  if (files === undefined || before === "") return undefined;
  const backup = (await backups.list(where)).find(({ sha256 }) => sha256 === before);
  return backup && backups.read(backup);
}

type Back = {
  readonly entry: JournalEntry;
  readonly now: Snapshot;
  readonly isAsLeft: boolean;
};

async function putBack(
  ports: UndoPorts,
  { entry, now, bytes }: Back & { readonly bytes: Uint8Array },
): Promise<Snapshot> {
  const { files } = ports;
  if (files === undefined) throw new RangeError("bytes are put back where lists are files");
  return journalled(ports, {
    entry: undoing(entry, now),
    write: () => files.restoreBytes(entry.list, bytes, now.seed),
  });
}

async function stepBack(ports: UndoPorts, { entry, now, isAsLeft }: Back): Promise<Snapshot> {
  const plan = planOf(entry.events);
  if (plan === undefined || entry.after === undefined || !isAsLeft) {
    throw new FavkitError(
      "nothing_matched",
      `the backup of before the last ${entry.command} is gone`,
    );
  }
  const items = applied(now.items, inverse(plan));
  return journalled(ports, {
    entry: undoing(entry, now),
    write: () => ports.store.write(entry.list, { ...now, items }, now.seed),
  });
}

function undoing({ id, list, before }: JournalEntry, now: Snapshot) {
  const event = { type: "ListRestored" as const, from: now.seed, to: before };
  return { list, command: "undo", events: [event], before: now.seed, undoes: id };
}
