import type { Transaction } from "../transaction.ts";
import { type RawEvent, RawEventReader, rawEventsSql } from "./raw-event.ts";

/** Which events: after one position, up to another. */
export type Span = { readonly after: number; readonly upTo: number };

/** Which log, and who is to wait for what was made of a chunk of it. */
type Place = {
  readonly tx: Pick<Transaction, "copyOut">;
  readonly schema: string;
  readonly afterChunk?: () => Promise<void>;
};

/**
 * Tells of the events of a span, in the order of their positions, as they come from the server: it makes the next ones
 * while these are looked at, as far as the sockets have room.
 */
export async function readRawEvents(
  { tx, schema, afterChunk }: Place,
  { after, upTo }: Span,
  onEvent: (event: RawEvent) => void,
): Promise<void> {
  const reader = new RawEventReader();
  await tx.copyOut(rawEventsSql(schema, after, upTo), async (chunks) => {
    for await (const chunk of chunks) {
      reader.take(chunk, onEvent);
      await afterChunk?.();
    }
  });
}
