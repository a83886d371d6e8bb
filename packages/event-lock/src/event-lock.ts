import { hash } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";

import type { Form } from "./events-of-service.ts";

/** The hashes of the schemas that were released: by type, then by version. */
export type EventLock = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Which file of a service's folder it is. */
export const LOCK_FILE = "events.lock.json";

/** The lock as it is written; undefined if the text is none. */
export function parseLock(text: string): EventLock | undefined {
  try {
    const lock: unknown = JSON.parse(text);
    return isLock(lock) ? lock : undefined;
  } catch {
    return undefined;
  }
}

function isLock(value: unknown): value is EventLock {
  const isHash = (each: unknown): boolean => typeof each === "string";
  return (
    isObject(value) &&
    Object.values(value).every((each) => isObject(each) && Object.values(each).every(isHash))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a lock that holds these forms. */
export function lockText(forms: readonly Form[]): string {
  const byType = Map.groupBy(forms, ({ type }) => type);
  const lock = Object.fromEntries(
    [...byType].map(([type, versions]) => [
      type,
      Object.fromEntries(versions.map((form) => [form.version, schemaHash(form)])),
    ]),
  );
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** Which forms the lock does not hold yet. */
export function unreleased(forms: readonly Form[], lock: EventLock): readonly Form[] {
  return forms.filter((form) => hashIn(lock, form) === undefined);
}

/** What must never happen to a form that a log may hold: that it changes, or goes. */
export function brokenReleases(forms: readonly Form[], lock: EventLock): readonly string[] {
  const changed = forms
    .filter((form) => ![undefined, schemaHash(form)].includes(hashIn(lock, form)))
    .map(
      ({ type, version }) =>
        `${type} v${version}: its schema was released and has changed; take it back, and add version ${version + 1} with an upcaster`,
    );
  const known = new Set(forms.map(({ type, version }) => `${type} v${version}`));
  const gone = Object.entries(lock)
    .flatMap(([type, versions]) => Object.keys(versions).map((version) => `${type} v${version}`))
    .filter((form) => !known.has(form))
    .map(
      (form) =>
        `${form}: it was released and is gone; logs hold such events, so keep its schema and its upcaster`,
    );
  return [...changed, ...gone];
}

function hashIn(lock: EventLock, { type, version }: Form): string | undefined {
  return Object.hasOwn(lock, type) ? lock[type]?.[version] : undefined;
}

/** Of the canonical text, so that neither order nor layout counts; a library's hidden marks do not either. */
function schemaHash({ schema }: Form): string {
  const plain: unknown = JSON.parse(JSON.stringify(schema));
  return `sha256:${hash("sha256", canonicalJson(plain), "hex")}`;
}
