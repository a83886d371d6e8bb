/**
 * Keeps the order in which requests to a stream were made: one that has to be sealed first is not overtaken by those behind
 * it. Requests to other streams do not wait for it.
 */
export class SendingOrder {
  /** The last request to each stream that is still to be sent. */
  readonly #last = new Map<string, Promise<void>>();

  /** Whether some requests to a stream are still to be sent. */
  isBusy(stream: Stream): boolean {
    return this.#last.size > 0 && this.#last.has(nameOf(stream));
  }

  /** Prepares a request, and sends what that gives once all before it are sent; whoever comes next waits for the sending alone. */
  async inTurn<Prepared, Sent>(
    stream: Stream,
    prepare: () => Promise<Prepared>,
    send: (prepared: Prepared) => Sent,
  ): Promise<{ readonly prepared: Prepared; readonly sent: Sent }> {
    const name = nameOf(stream);
    const before = this.#last.get(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(name, promise);
    try {
      const prepared = await prepare();
      await before;
      return { prepared, sent: send(prepared) };
    } finally {
      // Also where there is nothing to send: what waits for this one must not overtake those before it.
      await before;
      resolve();
      if (this.#last.get(name) === promise) this.#last.delete(name);
    }
  }
}

type Stream = { readonly tenant: string; readonly streamId: string };

function nameOf({ tenant, streamId }: Stream): string {
  return `${tenant} ${streamId}`;
}
