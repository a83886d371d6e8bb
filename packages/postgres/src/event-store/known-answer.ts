import { fromJsonText } from "@holdfast/cqrs";
import type { CommandAnswer } from "@holdfast/cqrs/event-store";

/** A row of `commands`. */
export type KnownCommand = readonly [
  streamId: string,
  version: number,
  position: bigint,
  size: number,
  result: string | null,
];

/** What a remembered command led to. */
export function knownAnswer([
  streamId,
  version,
  position,
  size,
  result,
]: KnownCommand): CommandAnswer {
  return {
    streamId,
    version,
    firstPosition: position - BigInt(size) + 1n,
    lastPosition: position,
    answer: fromJsonText(result ?? "null"),
  };
}
