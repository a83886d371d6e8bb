/** Stands where personal data stood: its key was destroyed, and nobody can read it any more. */
export type Erased = { readonly erased: true };

/** What a field holds that may be erased; a field that is marked as personal has to be of such a type. */
export type Personal<Value> = Value | Erased;

/** The one value of its type. */
export const ERASED: Erased = Object.freeze({ erased: true });

/** Tells what was erased from what is still there. */
export function isErased(value: unknown): value is Erased {
  if (typeof value !== "object" || value === null || !("erased" in value)) return false;
  return value.erased === true && Object.keys(value).length === 1;
}
