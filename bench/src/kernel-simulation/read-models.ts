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
  /** By position. */
  readonly #handled: boolean[] = [];
  #size = 0;
  /** The highest position that was handled. */
  #highest = 0;
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
    return this.#size;
  }

  /** Takes events in; each has to be the event of the log, one that is wanted, and new. */
  take(events: readonly StoredEvent[], log: readonly StoredEvent[]): void {
    for (const event of events) {
      const position = Number(event.position);
      const logged = log[position - 1];
      if (logged !== undefined && logged.eventId !== event.eventId)
        this.#findings.add(`L4 ${this.name} read another event at ${position} than the log holds`);
      if (!this.#isWanted(event))
        this.#findings.add(`${this.name} was given ${position}, which it filters out`);
      if (this.#handled[position] === true) this.#again(position);
      else this.#size += 1;
      this.#handled[position] = true;
      this.#highest = Math.max(this.#highest, position);
    }
  }

  #again(position: number): void {
    if (!this.#isOutside) this.#findings.add(`L10 ${this.name} handled ${position} twice`);
  }

  /** Compares what was handled with the checkpoint, from where it was last time. */
  async check(
    store: Pick<SubscriptionStore<never>, "position" | "parked">,
    log: readonly StoredEvent[],
  ): Promise<void> {
    const position = Number((await store.position(this.id)) ?? 0n);
    // What stands before the highest one was handled no later.
    this.#findings.hold(
      this.#isOutside || this.#highest <= position,
      () => `L9 ${this.name} handled ${this.#highest} at ${position}`,
    );
    if (position === this.#checked) return;
    this.#findings.hold(
      position > this.#checked,
      () => `L9 the checkpoint of ${this.name} went back`,
    );
    this.#findings.hold(
      position <= log.length,
      () => `L9 the checkpoint of ${this.name} is beyond the log`,
    );
    await this.#nothingMissed(store, log.slice(this.#checked, position));
    this.#checked = position;
  }

  /** Looks for events that the checkpoint has passed and nobody has handled or put aside. */
  async #nothingMissed(
    store: Pick<SubscriptionStore<never>, "parked">,
    passed: readonly StoredEvent[],
  ): Promise<void> {
    const missed = passed.filter(
      (event) => this.#handled[Number(event.position)] !== true && this.#isWanted(event),
    );
    if (missed.length === 0) return;
    const parked = await store.parked(this.id, Number.MAX_SAFE_INTEGER);
    const aside = new Set(parked.map((each) => each.position));
    for (const event of missed) {
      this.#findings.hold(
        aside.has(event.position),
        () => `L9 the checkpoint of ${this.name} passed ${event.position}, which nobody handled`,
      );
    }
  }
}

type ReadModelOptions = {
  readonly findings: Findings;
  readonly isWanted?: (event: StoredEvent) => boolean;
  readonly isOutside?: boolean;
};
