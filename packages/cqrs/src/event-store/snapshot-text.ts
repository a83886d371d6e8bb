import { canonicalJson } from "../canonical-json.ts";
import { InvalidValue } from "../invalid-value.ts";
import { LIMITS } from "./limits.ts";

/** A state as it is kept. Throws `InvalidValue` when JSON could not give it back, or when it is too large. */
export function snapshotText(state: unknown): string {
  const text = canonicalJson(state);
  if (text.length <= LIMITS.snapshotCharactersMax) return text;
  throw new InvalidValue("", `is larger than ${LIMITS.snapshotCharactersMax} characters of JSON`);
}
