import { canonicalJson, fromJsonText } from "@holdfast/cqrs";
import type { Snapshot } from "@holdfast/cqrs/event-store";

import { type DataKey, jointKey, keyIdsOf } from "./data-key.ts";
import { openSeal, parseSeal, type RandomBytes, sealText } from "./seal-text.ts";
import { allOf, isSealed, keyIdsIn, sealedValue, sealsIn } from "./sealed-values.ts";
import type { FoundKey } from "./subject-keys.ts";

/** Of which state. */
type Place = Pick<Snapshot, "tenant" | "streamId" | "reducer" | "version">;

/** A state that takes the keys of everybody who may be in it to read. */
export function sealedState(
  snapshot: Snapshot,
  keys: readonly DataKey[],
  randomBytes: RandomBytes,
): unknown {
  const key = jointKey(keys, "snapshot");
  const text = canonicalJson(snapshot.state);
  return sealedValue(sealText(text, { ...key, place: placeOf(snapshot), randomBytes }));
}

/** The ids of the keys of everybody who may be in a state that was kept. */
export function keyIdsOfState(state: unknown): readonly string[] {
  return isSealed(state) ? keyIdsIn(sealsIn(state)).flatMap(keyIdsOf) : [];
}

/** The state that was kept; undefined if it cannot be read, which costs a load from the first event. */
export function openedState(
  state: unknown,
  place: Place,
  keys: ReadonlyMap<string, FoundKey>,
): { readonly state: unknown } | undefined {
  if (!isSealed(state)) return { state };
  const [sealedAt] = sealsIn(state);
  const seal = parseSeal(sealedAt?.text ?? "");
  const all = allOf(keyIdsOf(seal?.keyId ?? ""), keys);
  if (seal === undefined || all === undefined) return undefined;
  const text = openSeal(seal, jointKey(all, "snapshot").key, placeOf(place));
  return text === undefined ? undefined : { state: fromJsonText(text) };
}

function placeOf({ tenant, streamId, reducer, version }: Place): string {
  return `${tenant}|${streamId}|${version}|${reducer}|snapshot`;
}
