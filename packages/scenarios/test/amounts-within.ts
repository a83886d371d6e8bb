import fc from "fast-check";

/** A balance, and an amount that is there. */
export const amountsWithin = fc
  .bigInt({ min: 1n, max: 10n ** 30n })
  .chain((balance) =>
    fc.record({ balance: fc.constant(balance), cents: fc.bigInt({ min: 1n, max: balance }) }),
  );
