type Link<T> = { readonly value: T | undefined; before: Link<T>; after: Link<T> };

/** Before and behind itself. */
class End<T> implements Link<T> {
  readonly value = undefined;
  before: Link<T> = this;
  after: Link<T> = this;
}

/**
 * Values in the order in which they came, each until it leaves. A `Map` would do, but for what V8 makes of one that values
 * come to and leave all the time: a table that is full of those who left is replaced, and keeps those who were there, and
 * the table behind it. Once such a table is old, so is everything that hangs on it, until all garbage is collected: five
 * kilobytes of each request.
 */
export class WaitingLine<T> {
  /** Behind the last, and before the first. */
  readonly #end: Link<T> = new End();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What is returned makes the value leave; once only. */
  join(value: T): () => void {
    const end = this.#end;
    const link: Link<T> = { value, before: end.before, after: end };
    end.before.after = link;
    end.before = link;
    this.#size += 1;
    return () => this.#leave(link);
  }

  #leave(link: Link<T>): void {
    if (link.after === link) return;
    link.before.after = link.after;
    link.after.before = link.before;
    // What has left holds nobody who has not.
    link.before = link;
    link.after = link;
    this.#size -= 1;
  }

  /** Those who wait by now. */
  values(): readonly T[] {
    const all: T[] = [];
    for (let link = this.#end.after; link.value !== undefined; link = link.after) {
      all.push(link.value);
    }
    return all;
  }
}
