import type { Refusal } from "@holdfast/cqrs";

/** The log did not take what the rail says of a payment; it is told again later. */
export class RailUnheard extends Error {
  override readonly name = "RailUnheard";
  readonly code = "rail_unheard";

  constructor(payment: string, refusal: Refusal) {
    super(`what the rail says of payment ${payment} could not be told: ${refusal.code}`);
  }
}
