/** A no that belongs to the business, as a value, of the same form as those of the kernel. */
export type Refusal<Code extends string = string, Data extends object = object> = {
  readonly code: Code;
  /** What is refused and why, as one would say it to the person who asked. */
  readonly sentence: string;
  /** What the sentence is about, for programs. */
  readonly data: Data;
};

/** Says no. */
export function refuse<const Code extends string>(code: Code, sentence: string): Refusal<Code>;
export function refuse<const Code extends string, const Data extends object>(
  code: Code,
  sentence: string,
  data: Data,
): Refusal<Code, Data>;
export function refuse(code: string, sentence: string, data: object = {}): Refusal {
  return { code, sentence, data };
}

/** Tells a refusal from what was asked for: an amount, a currency, a rate, a quote. */
export function isRefused<Outcome>(outcome: Outcome): outcome is Extract<Outcome, Refusal> {
  return typeof outcome === "object" && outcome !== null && "sentence" in outcome;
}
