import type { State, Submission } from "./submission.ts";

/** Sums of one currency, in minor units. */
type Sums = { readonly settled: bigint; readonly returned: bigint };

/** How much money went and came back, by currency. */
export class MoneyMoved {
  readonly #sums = new Map<string, Sums>();

  /** Enters a payment that came to stand there. */
  enter({ currency, amount }: Submission, state: State): void {
    const { settled, returned } = this.#sums.get(currency) ?? { settled: 0n, returned: 0n };
    const minor = BigInt(amount);
    if (state === "settled") this.#sums.set(currency, { settled: settled + minor, returned });
    if (state === "returned") this.#sums.set(currency, { settled, returned: returned + minor });
  }

  /** By currency, in the order of their codes; decimal digits. */
  summary(): Readonly<Record<string, Readonly<Record<"settled" | "returned" | "net", string>>>> {
    const rows = [...this.#sums].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(
      rows.map(([currency, { settled, returned }]) => [
        currency,
        { settled: `${settled}`, returned: `${returned}`, net: `${settled - returned}` },
      ]),
    );
  }
}
