import type { PaymentsProblem } from "@holdfast/payments/client";

/** The payments service would not have what the demo begins with. */
export class SeedRefused extends Error {
  override readonly name = "SeedRefused";
  readonly code = "seed_refused";

  constructor(cause: PaymentsProblem) {
    super(`the first data of the demo were refused: ${cause.message}`, { cause });
  }
}
