import fc from "fast-check";

/** Numbers are taken modulo what there is. */
export type Moving = {
  readonly do: "move" | "hold";
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly note: "red" | "blue" | undefined;
  /** As much as is left on that side at most, or all of it. */
  readonly balancing: "debit" | "credit" | "all" | undefined;
  readonly once: "success" | "attempt";
};

/** What becomes of a transfer. */
export type Ending = {
  readonly do: "post" | "void" | "expire" | "reverse";
  readonly which: number;
  readonly amount: number;
  readonly once: "success" | "attempt";
};

/** Several of these in one request. */
type Several = {
  readonly isAtomic: boolean;
  readonly items: readonly (readonly [step: Moving | Ending, isLinked: boolean])[];
};

/** What an operator decides about an account; what is frozen or closed by then becomes open again. */
export type Deciding =
  | { readonly decide: "freeze" | "close"; readonly from: number }
  | { readonly decide: "limit"; readonly from: number; readonly least: number };

/** What is done about foreign exchange. */
export type Exchanging =
  | {
      readonly exchange: "quote";
      readonly amount: number;
      readonly isFree: boolean;
      readonly seconds: number;
    }
  | { readonly exchange: "convert" | "end"; readonly which: number; readonly from: number };

/** So many seconds. */
type Passing = { readonly passing: number };

/** One step of a random history. */
export type Step = Moving | Ending | Several | Deciding | Exchanging | Passing;

/** Mostly of the first ones, which are in the same currency. */
const account = fc.oneof({ weight: 7, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(7) });
const amount = fc.integer({ min: 1, max: 300 });
const once = fc.constantFrom("success", "success", "attempt");

const moving: fc.Arbitrary<Moving> = fc.record({
  do: fc.constantFrom("move", "hold"),
  from: account,
  to: account,
  amount,
  note: fc.constantFrom("red", "blue", undefined),
  balancing: fc.constantFrom(undefined, undefined, undefined, "debit", "credit", "all"),
  once,
});

const ending: fc.Arbitrary<Ending> = fc.record({
  do: fc.constantFrom("post", "void", "expire", "reverse"),
  which: fc.nat(),
  amount,
  once,
});

const several: fc.Arbitrary<Several> = fc.record({
  isAtomic: fc.boolean(),
  items: fc.array(fc.tuple(fc.oneof(moving, ending), fc.boolean()), { minLength: 2, maxLength: 5 }),
});

/** One of the accounts, which is empty at first, so that it may be closed: the others go on. */
const decided = fc.constant(5);

const deciding: fc.Arbitrary<Deciding> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      decide: fc.constantFrom("freeze", "close"),
      from: decided,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      decide: fc.constant("limit"),
      from: account,
      least: fc.integer({ min: -300, max: 100 }),
    }),
  },
);

const exchanging: fc.Arbitrary<Exchanging> = fc.oneof(
  fc.record({
    exchange: fc.constant("quote"),
    amount,
    isFree: fc.boolean(),
    seconds: fc.constantFrom(5, 3_600),
  }),
  fc.record({ exchange: fc.constantFrom("convert", "end"), which: fc.nat(), from: fc.nat() }),
);

/** Steps, most of which move money; not few of them, nor about the same things: what ends something needs it before. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.noBias(
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: moving },
      { weight: 4, arbitrary: ending },
      { weight: 2, arbitrary: several },
      { weight: 3, arbitrary: deciding },
      { weight: 4, arbitrary: exchanging },
      { weight: 2, arbitrary: fc.record({ passing: fc.nat(40) }) },
    ),
    { minLength: 15, maxLength: 30, size: "max" },
  ),
);
