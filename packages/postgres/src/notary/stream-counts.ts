/** A share of all streams: those whose hash leaves `part` when divided by `parts`, a power of two. */
export type Share = { readonly parts: number; readonly part: number };

/**
 * Counts the events of each stream of a share. The share is halved whenever it would remember too many streams, so that
 * memory is bounded; the other shares are left to further walks over the same events.
 */
export class StreamCounts {
  readonly #max: number;
  readonly #counts = new Map<string, number>();
  #share: Share;

  constructor(max: number, share: Share = { parts: 1, part: 0 }) {
    this.#max = max;
    this.#share = share;
  }

  get share(): Share {
    return this.#share;
  }

  /** Which event of its stream the next one is, from 1; undefined if the stream is of another share. */
  next(key: string): number | undefined {
    if (!isOf(this.#share, key)) return undefined;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count === 1 && this.#counts.size > this.#max) this.#halve();
    return count;
  }

  #halve(): void {
    this.#share = { ...this.#share, parts: this.#share.parts * 2 };
    for (const key of this.#counts.keys()) {
      if (!isOf(this.#share, key)) this.#counts.delete(key);
    }
  }
}

function isOf({ parts, part }: Share, key: string): boolean {
  return parts === 1 || hashOf(key) % parts === part;
}

/** FNV-1a: all that matters is that streams are spread. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
