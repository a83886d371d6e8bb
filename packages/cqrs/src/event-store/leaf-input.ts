import { canonicalString } from "../canonical-json.ts";

/** What is sealed of an event, as the texts that are stored. */
export type Leaf = {
  readonly tenant: string;
  readonly streamId: string;
  /** Left out where the request did not know it: `any` and `present`. */
  readonly version: number | undefined;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly meta: string;
  readonly recordedAt: string;
};

/**
 * What is hashed to the leaf of an event: the byte 0 (RFC 6962, so that no leaf is ever taken for an inner node), then
 * canonical JSON. `data` and `meta` are canonical already and go in verbatim; the names stand in order.
 */
export function leafInput(leaf: Leaf): string {
  const version = leaf.version === undefined ? "" : `,"version":${leaf.version}`;
  return (
    `\0{"data":${leaf.data},"eventId":"${leaf.eventId}","meta":${leaf.meta}` +
    `,"recordedAt":"${leaf.recordedAt}","schemaVersion":${leaf.schemaVersion}` +
    `,"streamId":${canonicalString(leaf.streamId)},"tenant":"${leaf.tenant}"` +
    `,"type":${canonicalString(leaf.type)}${version}}`
  );
}
