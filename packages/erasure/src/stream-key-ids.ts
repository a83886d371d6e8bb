import { Recent } from "./recent.ts";

const STREAMS_MAX = 10_000;

/**
 * By which keys the events of streams were sealed, as far as that is known here: who may be in a state. Nothing is known of a
 * stream that was not seen from its beginning.
 */
export class StreamKeyIds {
  readonly #known = new Recent<ReadonlySet<string>>({
    nowMs: () => 0,
    ttlMs: Infinity,
    sizeMax: STREAMS_MAX,
  });

  /** Undefined if it is not known. */
  of(stream: Stream): ReadonlySet<string> | undefined {
    return this.#known.get(nameOf(stream));
  }

  /** All of a stream was seen. */
  set(stream: Stream, keyIds: Iterable<string>): void {
    this.#known.set(nameOf(stream), new Set(keyIds));
  }

  /** A stream grew. */
  add(stream: Stream, keyIds: Iterable<string>): void {
    const known = this.of(stream);
    if (known !== undefined) this.set(stream, [...known, ...keyIds]);
  }
}

type Stream = { readonly tenant: string; readonly streamId: string };

function nameOf({ tenant, streamId }: Stream): string {
  return `${tenant} ${streamId}`;
}
