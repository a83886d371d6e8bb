import { brokenReleases, LOCK_FILE, unreleased } from "./event-lock.ts";
import { type EventsOfService, formsOf } from "./events-of-service.ts";
import { sampleProblems } from "./golden-sample.ts";
import { readLock } from "./read-lock.ts";

/**
 * What would keep some log from being read, as sentences; none is right. A released schema that changed or went, a form
 * the lock does not hold, and for each form a sample that is missing, does not fit its schema, or no longer becomes the
 * present form.
 */
export async function checkEvents({
  catalogues,
  folder,
}: EventsOfService): Promise<readonly string[]> {
  const forms = formsOf(catalogues);
  const { lock, problems } = await readLock(folder);
  const samples: string[] = [];
  for (const form of forms) samples.push(...(await sampleProblems(form, folder)));
  const open = unreleased(forms, lock).map(
    ({ type, version }) =>
      `${type} v${version}: is not in ${LOCK_FILE}; release it by npm run lock-events`,
  );
  return [...problems, ...twice(forms), ...brokenReleases(forms, lock), ...open, ...samples];
}

/** Two catalogues of a service must not mean different things by one name. */
export function twice(forms: ReturnType<typeof formsOf>): readonly string[] {
  const [seen, again] = [new Set<string>(), new Set<string>()];
  for (const { type, version } of forms) {
    const form = `${type} v${version}`;
    if (seen.has(form)) again.add(type);
    seen.add(form);
  }
  return [...again].map((type) => `${type}: is in two catalogues; give one of them another name`);
}
