import { Recent } from "./recent.ts";

const STREAMS_MAX = 10_000;

/** By which keys the events of a stream up to a version were sealed; keys of later events may be among them. */
export type KnownKeyIds = { readonly version: number; readonly keyIds: ReadonlySet<string> };

/**
 * By which keys the events of streams were sealed, as far as that is known here: who may be in a state. Nothing is known of a
 * stream that was not seen from its beginning.
 */
export class StreamKeyIds {
  readonly #known = new Recent<KnownKeyIds>({
    nowMs: () => 0,
    ttlMs: Infinity,
    sizeMax: STREAMS_MAX,
  });

  /** Undefined if nothing is known. */
  of(stream: Stream): KnownKeyIds | undefined {
    return this.#known.get(nameOf(stream));
  }

  /**
   * The events after one version and up to another were seen. What is known already stays: whoever read earlier may come
   * later. Events that are missing in between are not known of, and then this teaches nothing.
   */
  learn(stream: Stream, { after, version, keyIds }: Seen): void {
    const name = nameOf(stream);
    const known = this.#known.get(name) ?? { version: 0, keyIds: NONE };
    if (known.version < after) return;
    const all = [...known.keyIds, ...keyIds];
    this.#known.set(name, {
      version: Math.max(known.version, version),
      keyIds: all.length === 0 ? NONE : new Set(all),
    });
  }
}

const NONE: ReadonlySet<string> = new Set();

type Stream = { readonly tenant: string; readonly streamId: string };

/** Events of a stream, without those up to `after`. */
type Seen = {
  readonly after: number;
  readonly version: number;
  readonly keyIds: Iterable<string>;
};

function nameOf({ tenant, streamId }: Stream): string {
  return `${tenant} ${streamId}`;
}
