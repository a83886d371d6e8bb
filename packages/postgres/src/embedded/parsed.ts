/** The value of a JSON text; undefined for what a power cut has left empty or half written. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
