import { readdir } from "node:fs/promises";

import { BadArguments } from "./bad-arguments.ts";

/** Things one may ask for by name. */
export type Registry<Entry> = {
  /** In alphabetical order. */
  names(): Promise<readonly string[]>;
  /** Throws `BadArguments` when the file behind the name exports something else. */
  load(name: string): Promise<Entry>;
};

type Titled = { readonly title: string };

type Folder<Entry> = {
  readonly folder: URL;
  /** The name under which each file exports its entry. */
  readonly exported: string;
  readonly isEntry: (value: unknown) => value is Entry;
};

const SOURCE = /^(?<name>[a-z0-9-]+)\.ts$/;

/** A folder whose file names are the names one may ask for, so that a new entry touches no list. */
export function folderRegistry<Entry>({
  folder,
  exported,
  isEntry,
}: Folder<Entry>): Registry<Entry> {
  return {
    async names() {
      const files = await readdir(folder);
      return files.flatMap((file) => SOURCE.exec(file)?.groups?.["name"] ?? []).toSorted();
    },
    async load(name) {
      const module: unknown = await import(new URL(`${name}.ts`, folder).href);
      const entry = isRecord(module) ? module[exported] : undefined;
      if (isEntry(entry)) return entry;
      throw new BadArguments(
        `${name}.ts exports no "${exported}" of the agreed shape (contract.ts)`,
      );
    },
  };
}

/** Loads the one entry that is named. Throws `BadArguments` when there is none of that name. */
export async function loadNamed<Entry>(
  registry: Registry<Entry>,
  asked: readonly string[],
): Promise<Entry> {
  const [name, ...more] = asked;
  if (name === undefined || more.length > 0)
    throw new BadArguments("give one name; --help lists them");
  const names = await registry.names();
  if (names.includes(name)) return registry.load(name);
  throw new BadArguments(
    `there is no ${JSON.stringify(name)}; there is ${names.join(", ") || "none yet"}`,
  );
}

/** One line per entry: name and title. An entry that cannot be loaded says why and hides no other. */
export async function listEntries(registry: Registry<Titled>): Promise<readonly string[]> {
  const names = await registry.names();
  const width = Math.max(0, ...names.map(({ length }) => length));
  const titles = names.map((name) =>
    registry.load(name).then(
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
