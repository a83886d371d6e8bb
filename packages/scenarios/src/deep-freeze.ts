import { ScenarioFailed } from "./scenario-failed.ts";

/** Freezes plain data through and through. What cannot be frozen could not be stored either, and is refused. */
export function deepFreeze<Value>(value: Value, path: string): Value {
  if (typeof value !== "object" || value === null) return value;
  if (!isPlain(value)) {
    throw new ScenarioFailed([
      `${path} is a ${value.constructor.name}: keep to plain objects and arrays`,
    ]);
  }
  for (const [key, field] of Object.entries(value)) deepFreeze(field, `${path}.${key}`);
  return Object.freeze(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
