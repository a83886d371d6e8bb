import { resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

import type { Tagged } from "@holdfast/cqrs";
import type { EventCatalogue } from "@holdfast/cqrs/catalogue";
import { writeEventLock } from "@holdfast/event-lock";

const USAGE = `npm run lock-events -- FOLDER ...

Adds the events of a service that are not in FOLDER/events.lock.json yet, which releases them: their schemas must not
change any more. The events are those of FOLDER/event-catalogues.ts, which exports them as eventCatalogues.
`;

const write = (text: string) => process.stdout.write(text);
const folders = process.argv.slice(2);
const isAsked = folders.some((word) => word === "--help" || word === "-h");

if (isAsked || folders.length === 0) {
  write(USAGE);
  process.exitCode = isAsked ? 0 : 1;
} else {
  for (const folder of folders) await lock(folder);
}

async function lock(path: string): Promise<void> {
  const folder = pathToFileURL(`${resolve(path)}${sep}`);
  const module: unknown = await import(new URL("event-catalogues.ts", folder).href);
  const catalogues = cataloguesOf(module);
  if (catalogues === undefined) {
    write(`${path}: event-catalogues.ts exports no list called eventCatalogues\n`);
    process.exitCode = 1;
    return;
  }
  const { added, problems } = await writeEventLock({ catalogues, folder });
  for (const form of added) write(`${path}: ${form} is released\n`);
  for (const problem of problems) write(`${path}: ${problem}\n`);
  if (added.length + problems.length === 0) write(`${path}: nothing new\n`);
  if (problems.length > 0) process.exitCode = 1;
}

function cataloguesOf(module: unknown): readonly EventCatalogue<Tagged>[] | undefined {
  if (typeof module !== "object" || module === null || !("eventCatalogues" in module))
    return undefined;
  const { eventCatalogues } = module;
  const isList = Array.isArray(eventCatalogues) && eventCatalogues.every(isCatalogue);
  return isList ? eventCatalogues : undefined;
}

function isCatalogue(value: unknown): value is EventCatalogue<Tagged> {
  return typeof value === "object" && value !== null && "histories" in value && "upcast" in value;
}
