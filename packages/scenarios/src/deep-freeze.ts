import { isRecord } from "./is-record.ts";
import { ScenarioFailed } from "./scenario-failed.ts";

/** Freezes plain data through and through. What cannot be frozen could not be stored either, and is refused. */
export function deepFreeze<Value>(value: Value, path: string): Value {
  if (freeze(value)) return value;
  throw new ScenarioFailed([strangeness(value, path)]);
}

/** Whether everything in it was plain; written for speed, since every state of every row passes through here. */
function freeze(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (!(Array.isArray(value) ? freezeItems(value) : freezeFields(value))) return false;
  Object.freeze(value);
  return true;
}

function freezeItems(items: readonly unknown[]): boolean {
  for (const item of items) if (!freeze(item)) return false;
  return true;
}

function freezeFields(value: object): boolean {
  if (!isPlain(value) || !isRecord(value)) return false;
  for (const key of Object.keys(value)) if (!freeze(value[key])) return false;
  return true;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The first place that holds more than plain data. */
function strangeness(value: unknown, path: string): string {
  if (typeof value !== "object" || value === null) return "";
  if (!Array.isArray(value) && !isPlain(value)) {
    return `${path} is a ${value.constructor.name}: keep to plain objects and arrays`;
  }
  for (const [key, field] of Object.entries(value)) {
    const found = strangeness(field, `${path}.${key}`);
    if (found !== "") return found;
  }
  return "";
}

/** The same plain data, not frozen. */
export function thawed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(thawed);
  if (!isRecord(value) || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, thawed(field)]));
}
