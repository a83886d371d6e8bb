export const BENCH_TYPE = "MoneyDeposited";

/** The fields of an event of 160 bytes of JSON, like those the reference figures of the kernel were measured with. */
export function benchFields(number: number) {
  return {
    cents: 100 + (number % 900),
    reference: `payment-${String(number).padStart(10, "0")}`,
    note: "a note of the length that people write beside a payment, no more",
    on: "2026-11-25T12:00:00.000Z",
  };
}

/** The event as a decider would return it. */
export function benchEvent(number: number) {
  return { type: BENCH_TYPE, ...benchFields(number) };
}
