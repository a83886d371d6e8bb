import type {
  SubscriptionId,
  SubscriptionStatus,
  SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";
import type { Metrics } from "@holdfast/telemetry";

type Read = (status: SubscriptionStatus) => number | undefined;

/** How far each subscription is, as the database knows at the moment of a scrape: also of those that hang. */
export class LagGauges {
  readonly #store: Pick<SubscriptionStore<unknown>, "status">;
  readonly #followed = new Map<string, SubscriptionId>();
  #asked: Promise<readonly [SubscriptionId, SubscriptionStatus | undefined][]> | undefined;

  constructor(metrics: Metrics, store: Pick<SubscriptionStore<unknown>, "status">) {
    this.#store = store;
    const gauges: readonly (readonly [name: string, help: string, read: Read])[] = [
      [
        "lag_events",
        "Events of the log that are not handled yet.",
        ({ lagEvents }) => Number(lagEvents),
      ],
      [
        "lag_seconds",
        "Age of the oldest event that is not handled yet.",
        ({ lagMs }) => lagMs / 1_000,
      ],
      [
        "heartbeat_age_seconds",
        "Since its owner last turned.",
        ({ heartbeatAgeMs: ms }) => ms && ms / 1_000,
      ],
      ["parked_events", "Events that were put aside.", ({ parked }) => parked],
      [
        "stopped",
        "1 while it waits for somebody to resume it.",
        ({ state }) => Number(state === "stopped"),
      ],
    ];
    for (const [name, help, read] of gauges) this.#register(metrics, { name, help, read });
  }

  /** Shows a subscription from now on. */
  follow({ name, revision }: SubscriptionId): void {
    this.#followed.set(`${name} ${revision}`, { name, revision });
  }

  #register(
    metrics: Metrics,
    { name, help, read }: { readonly name: string; readonly help: string; readonly read: Read },
  ): void {
    metrics.gauge({
      name: `holdfast_subscription_${name}`,
      help,
      labels: ["subscription", "revision"],
      collect: async (gauge) => {
        gauge.reset();
        for (const [{ name: subscription, revision }, status] of await this.#ask()) {
          // A revision that was replaced stands still for ever, and nobody minds.
          const isFollowed = status !== undefined && status.state !== "retired";
          const value = isFollowed ? read(status) : undefined;
          if (value !== undefined) gauge.set({ subscription, revision: String(revision) }, value);
        }
      },
    });
  }

  /** One look for all gauges of a scrape. A database that is away leaves them out, and the other metrics whole. */
  #ask(): Promise<readonly [SubscriptionId, SubscriptionStatus | undefined][]> {
    this.#asked ??= this.#look().finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  async #look(): Promise<readonly [SubscriptionId, SubscriptionStatus | undefined][]> {
    const found = [...this.#followed.values()].map(
      async (id): Promise<[SubscriptionId, SubscriptionStatus | undefined]> => [
        id,
        await this.#store.status(id).catch(() => undefined),
      ],
    );
    return Promise.all(found);
  }
}
