/** Stands beside the personal data in the clear, for good, and so it must be none: a uuid, a number, no address or name. */
const OPAQUE = /^[A-Za-z0-9_:-]+$/;
const CHARACTERS_MAX = 128;

/** What makes a value unfit to be the id of a subject; undefined if nothing does. The value is never quoted. */
export function wrongSubjectId(id: unknown): string | undefined {
  if (id === undefined) return "is missing: it says whose data this is";
  if (typeof id !== "string") return "is no text: it says whose data this is";
  if (id === "") return "is empty: it says whose data this is";
  if (id.length > CHARACTERS_MAX) return `is longer than ${CHARACTERS_MAX}`;
  if (!OPAQUE.test(id)) return "is no opaque id of letters, digits, _, : and -";
  return undefined;
}
