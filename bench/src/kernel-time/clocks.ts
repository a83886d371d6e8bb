/** The clock of an owner was so far ahead of that of the machine, from some moment on until another. */
type Stretch = { readonly fromMs: number; readonly untilMs: number; readonly aheadMs: number };

/** When the machine's clock said that an owner was told how far its own shall be ahead, and that it had done so. */
export type Setting = {
  readonly fromMs: number;
  readonly doneMs: number;
  readonly aheadMs: number;
};

/** As long as it may take from when a timer is handed out until its process reacts. */
const DELIVERY_MS_MAX = 3_000;

/** What the clocks of owners showed, as told by whoever set them. */
export class Clocks {
  readonly #settings = new Map<string, readonly Setting[]>();

  note(owner: string, setting: Setting): void {
    this.#settings.set(owner, [...(this.#settings.get(owner) ?? []), setting]);
  }

  /**
   * The latest time that an owner may have seen when it was handed a timer which it fired at this time of the machine;
   * undefined for an owner that nobody has told of.
   */
  latestMs(owner: string, firedAtMs: number): number | undefined {
    const seen = this.#stretches(owner)
      .filter(
        ({ fromMs, untilMs }) => fromMs <= firedAtMs && untilMs >= firedAtMs - DELIVERY_MS_MAX,
      )
      .map(({ untilMs, aheadMs }) => Math.min(untilMs, firedAtMs) + aheadMs);
    return seen.length === 0 ? undefined : Math.max(...seen);
  }

  /** Where it is not known which of two holds, both do. */
  #stretches(owner: string): readonly Stretch[] {
    const all = this.#settings.get(owner) ?? [];
    return all.map(({ fromMs, aheadMs }, at) => {
      return { fromMs, aheadMs, untilMs: all[at + 1]?.doneMs ?? Number.POSITIVE_INFINITY };
    });
  }
}
