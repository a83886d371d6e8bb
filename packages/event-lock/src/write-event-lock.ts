import { writeFile } from "node:fs/promises";

import { twice } from "./check-events.ts";
import { brokenReleases, LOCK_FILE, lockText, unreleased } from "./event-lock.ts";
import { type EventsOfService, formsOf } from "./events-of-service.ts";
import { readLock } from "./read-lock.ts";

/** The forms that were added, or why nothing was written. */
export type LockWritten = {
  readonly added: readonly string[];
  readonly problems: readonly string[];
};

/** Adds to the lock what is not in it. What is in it is never rewritten: with a problem, nothing is written. */
export async function writeEventLock({
  catalogues,
  folder,
}: EventsOfService): Promise<LockWritten> {
  const forms = formsOf(catalogues);
  const { lock, problems } = await readLock(folder);
  const all = [...problems, ...twice(forms), ...brokenReleases(forms, lock)];
  if (all.length > 0) return { added: [], problems: all };
  const added = unreleased(forms, lock).map(({ type, version }) => `${type} v${version}`);
  if (added.length > 0) await writeFile(new URL(LOCK_FILE, folder), lockText(forms));
  return { added, problems: [] };
}
