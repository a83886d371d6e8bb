import { type Asset, InvalidAsset, requireAsset } from "./asset.ts";
import type { Currency } from "./currency.ts";
import { isoCurrencies, unitlessName } from "./iso-4217.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** A code that no account can be kept in: unknown, or without a minor unit. */
export type UnknownCurrency = Refusal<"unknown_currency", { readonly currency: string }>;

/** The currencies of ISO 4217 and assets of one's own, by their codes. A value: registering gives another one. */
export class CurrencyRegistry {
  /** By the code in capitals, so that no "usd" stands beside USD. */
  readonly #known: ReadonlyMap<string, Currency>;

  private constructor(known: ReadonlyMap<string, Currency>) {
    this.#known = known;
  }

  /** ISO 4217 alone. */
  static iso(): CurrencyRegistry {
    return new CurrencyRegistry(new Map(isoCurrencies().map((each) => [each.code, each])));
  }

  /**
   * With assets besides. One that is there already may be registered again as it is; throws `InvalidAsset` for another
   * exponent, which would change every balance, for a code of ISO 4217, and for codes that differ in capitals alone.
   */
  with(...assets: readonly Asset[]): CurrencyRegistry {
    const known = new Map(this.#known);
    for (const asset of assets) {
      requireAsset(asset);
      const key = asset.code.toUpperCase();
      requireFree(asset, known.get(key));
      const { code, exponent, name } = asset;
      if (!known.has(key)) known.set(key, { code, exponent, name });
    }
    return new CurrencyRegistry(known);
  }

  /** By the code as it is written, capitals included. */
  find(code: string): Currency | UnknownCurrency {
    const found = this.#known.get(code.toUpperCase());
    if (found?.code === code) return found;
    const unitless = unitlessName(code);
    const sentence =
      unitless === undefined
        ? "this is no currency that is known here"
        : `${code} (${unitless}) has no minor unit: no account can be kept in it`;
    return refuse("unknown_currency", sentence, { currency: code });
  }
}

function requireFree({ code, exponent }: Asset, holder: Currency | undefined): void {
  const unitless = unitlessName(code.toUpperCase());
  const isOfIso = unitless !== undefined || holder?.numeric !== undefined;
  if (isOfIso) throw new InvalidAsset(`${code} is a code of ISO 4217`);
  if (holder === undefined) return;
  if (holder.code !== code) {
    throw new InvalidAsset(`${code} differs from ${holder.code} in capitals alone`);
  }
  if (holder.exponent !== exponent) {
    throw new InvalidAsset(`${code} has ${holder.exponent} decimals for good, not ${exponent}`);
  }
}
