import type { SubscriptionId } from "./subscription.ts";

/** Somebody else owns the subscription, or it was retired; what was done in the transaction is taken back. */
export class SubscriptionLost extends Error {
  override readonly name = "SubscriptionLost";
  readonly code = "subscription_lost";

  constructor({ name, revision }: SubscriptionId) {
    super(`${name} (revision ${revision}) has another owner by now`);
  }
}
