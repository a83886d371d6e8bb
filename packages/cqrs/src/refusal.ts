/** A no that belongs to the business: a value, never an exception. Its code is stable and snake_case. */
export type Refusal<Code extends string = string, Data extends object = object> = {
  readonly code: Code;
  /** What is refused and why, as one would say it to the person who asked. */
  readonly sentence: string;
  /** What the sentence is about, for programs. */
  readonly data: Data;
};

/** Says no: `refuse("insufficient_funds", "1 cent is missing", { short: 1n })`. */
export function refuse<const Code extends string>(code: Code, sentence: string): Refusal<Code>;
export function refuse<const Code extends string, const Data extends object>(
  code: Code,
  sentence: string,
  data: Data,
): Refusal<Code, Data>;
export function refuse(code: string, sentence: string, data: object = {}): Refusal {
  return { code, sentence, data };
}

/** Tells a refusal from the events of an accepted command. */
export function isRefusal<RefusalType extends Refusal>(
  decision: readonly unknown[] | RefusalType,
): decision is RefusalType {
  return !Array.isArray(decision);
}
