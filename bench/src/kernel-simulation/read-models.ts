import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { SubscriptionId, SubscriptionStore } from "@holdfast/cqrs/subscriptions";

import type { Findings } from "./findings.ts";

/** What one revision of a subscription has made of the log, and whether it may have. */
export class ReadModel {
  readonly id: SubscriptionId;
  readonly #findings: Findings;
  readonly #isWanted: (event: StoredEvent) => boolean;
  /** Whether an event may come more than once, and ahead of the checkpoint. */
  readonly #isOutside: boolean;
  readonly #handled = new Set<number>();
  #checked = 0;

  constructor(
    id: SubscriptionId,
    { findings, isWanted = () => true, isOutside = false }: ReadModelOptions,
  ) {
    this.id = id;
    this.#findings = findings;
    this.#isWanted = isWanted;
    this.#isOutside = isOutside;
  }

  get name(): string {
    return `${this.id.name} ${this.id.revision}`;
  }

  get size(): number {
    return this.#handled.size;
  }

  /** Takes events in; each has to be the event of the log, one that is wanted, and new. */
  take(events: readonly StoredEvent[], log: readonly StoredEvent[]): void {
    for (const event of events) {
      const position = Number(event.position);
      const logged = log[position - 1];
      this.#findings.hold(
        logged === undefined || logged.eventId === event.eventId,
        () => `L4 ${this.name} read another event at ${position} than the log holds`,
      );
      this.#findings.hold(
        this.#isWanted(event),
        () => `${this.name} was given ${position}, which it filters out`,
      );
      this.#findings.hold(
        this.#isOutside || !this.#handled.has(position),
        () => `L10 ${this.name} handled ${position} twice`,
      );
      this.#handled.add(position);
    }
  }

  /** Compares what was handled with the checkpoint, from where it was last time. */
  async check(
    store: Pick<SubscriptionStore<never>, "position" | "parked">,
    log: readonly StoredEvent[],
  ): Promise<void> {
    const position = Number((await store.position(this.id)) ?? 0n);
    if (position === this.#checked) return;
    this.#findings.hold(
      position > this.#checked,
      () => `L9 the checkpoint of ${this.name} went back`,
    );
    this.#findings.hold(
      position <= log.length,
      () => `L9 the checkpoint of ${this.name} is beyond the log`,
    );
    const missed = log
      .slice(this.#checked, position)
      .filter((event) => this.#isWanted(event) && !this.#handled.has(Number(event.position)));
    if (missed.length > 0) {
      const parked = await store.parked(this.id, Number.MAX_SAFE_INTEGER);
      const aside = new Set(parked.map((each) => each.position));
      for (const event of missed) {
        this.#findings.hold(
          aside.has(event.position),
          () => `L9 the checkpoint of ${this.name} passed ${event.position}, which nobody handled`,
        );
      }
    }
    this.#checked = position;
    if (!this.#isOutside) this.#nothingBeyond(position, log);
  }

  #nothingBeyond(position: number, log: readonly StoredEvent[]): void {
    for (let ahead = position + 1; ahead <= log.length; ahead += 1) {
      this.#findings.hold(
        !this.#handled.has(ahead),
        () => `L9 ${this.name} handled ${ahead} at ${position}`,
      );
    }
  }
}

type ReadModelOptions = {
  readonly findings: Findings;
  readonly isWanted?: (event: StoredEvent) => boolean;
  readonly isOutside?: boolean;
};
