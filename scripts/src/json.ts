/** Whether a value can be asked for its properties. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The property of a value that may be anything; undefined when there is none. */
export function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

/** The number behind a property, 0 when there is none. */
export function count(value: unknown, name: string): number {
  const found = property(value, name);
  return typeof found === "number" ? found : 0;
}

/** The list behind a property, empty when there is none. */
export function list(value: unknown, name: string): readonly unknown[] {
  const found: unknown = property(value, name);
  return Array.isArray(found) ? found : [];
}
