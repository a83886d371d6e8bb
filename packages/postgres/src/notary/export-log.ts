import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import { readRawEvents } from "./read-events.ts";
import { TreeStore } from "./tree-store.ts";
import { headFault } from "./verify-sql.ts";

/** Which log is written down, and where to. */
export type ExportLogOptions = {
  /** As the `system` role. */
  readonly database: Pick<Database, "transaction">;
  readonly schema: string;
  /** Takes the next bytes; no more are read while it works. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Positions in a page; 20,000. */
  readonly pageMax?: number;
};

/** An event holds a raw line break, which no kernel has written. */
export class EventUnexportable extends Error {
  override readonly name = "EventUnexportable";
  readonly code = "event_unexportable";
}

const PAGE_MAX = 20_000;
const LINE_BREAK = 10;

/**
 * Writes a log down so that it can be verified by whoever has the public key: a line for each event, which is the
 * canonical JSON that its leaf is made of, and after the last event that it speaks for a line `{"checkpoint":"…"}` for
 * each tree head. A line's place among the events is the event's position. Returns how many of each were written.
 */
export async function exportLog(
  options: ExportLogOptions,
): Promise<{ readonly events: number; readonly checkpoints: number }> {
  const { database, write, pageMax = PAGE_MAX } = options;
  const schema = schemaName(options.schema);
  const store = new TreeStore(schema);
  const readOnly = { readOnly: true };
  const { end } = await database.transaction((tx) => headFault(tx, schema), readOnly);
  let [events, checkpoints] = [0, 0];
  for (let after = 0; after < end; after += pageMax) {
    const upTo = Math.min(after + pageMax, end);
    await database.transaction(async (tx) => {
      const heads = await store.headsAfter(tx, after, upTo - after);
      const notes = new Map(heads.map(({ size, note }) => [size, note]));
      let lines: Uint8Array[] = [];
      const afterChunk = async (): Promise<void> => {
        const bytes = Buffer.concat(lines);
        lines = [];
        if (bytes.length > 0) await write(bytes);
      };
      await readRawEvents({ tx, schema, afterChunk }, { after, upTo }, (event) => {
        const entry = event.entry();
        if (entry.includes(LINE_BREAK)) {
          throw new EventUnexportable(`event ${event.position} holds a line break`);
        }
        lines.push(Buffer.from(entry), BREAK);
        events += 1;
        const note = notes.get(event.position);
        if (note === undefined) return;
        lines.push(Buffer.from(`${JSON.stringify({ checkpoint: note })}\n`));
        checkpoints += 1;
      });
    }, readOnly);
  }
  return { events, checkpoints };
}

const BREAK = Buffer.of(LINE_BREAK);
