import { readdir } from "node:fs/promises";

import { BadArguments } from "./bad-arguments.ts";

/** A folder whose file names are the names one may ask for. */
export type Registry<Entry> = {
  readonly folder: URL;
  /** The name under which each file exports its entry. */
  readonly exported: string;
  readonly isEntry: (value: unknown) => value is Entry;
};

const SOURCE = /^(?<name>[a-z0-9-]+)\.ts$/;

/** The names in the registry, in alphabetical order. */
async function entryNames(folder: URL): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => SOURCE.exec(file)?.groups?.["name"] ?? []).sort();
}

/** Loads one entry. Throws `BadArguments` for a name that is not there or a file that exports something else. */
export async function loadEntry<Entry>(registry: Registry<Entry>, name: string): Promise<Entry> {
  const names = await entryNames(registry.folder);
  if (!names.includes(name)) {
    throw new BadArguments(
      `there is no ${registry.exported} ${JSON.stringify(name)}; there is ${names.join(", ") || "none"}`,
    );
  }
  const module: unknown = await import(new URL(`${name}.ts`, registry.folder).href);
  const entry = isRecord(module) ? module[registry.exported] : undefined;
  if (registry.isEntry(entry)) return entry;
  throw new BadArguments(
    `${name}.ts exports no ${registry.exported} of the agreed shape (contract.ts)`,
  );
}

/** One line per entry: name and title. An entry that cannot be loaded says why and hides no other. */
export async function listEntries(
  registry: Registry<{ readonly title: string }>,
): Promise<readonly string[]> {
  const names = await entryNames(registry.folder);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const titles = names.map((name) =>
    loadEntry(registry, name).then(
      ({ title }) => title,
      (error: unknown) => `(cannot be loaded: ${String(error)})`,
    ),
  );
  const lines = (await Promise.all(titles)).map(
    (title, at) => `  ${(names[at] ?? "").padEnd(width)}  ${title}`,
  );
  return lines.length > 0 ? lines : ["  (none yet)"];
}

/** Whether a value can be asked for its properties. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
