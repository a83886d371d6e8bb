/** What is asked for, as far as it may be told whoever reads the log. */
export type Subject = {
  /** What it is about, such as `account:…`. */
  readonly resource: string;
  /** How much is to be moved, in minor units. */
  readonly amount?: bigint;
  readonly currency?: string;
};

/** The currency that a refusal tells, where the request named none. */
export function withCurrency(asked: Subject, told: object): Subject {
  if (!("currency" in told) || typeof told.currency !== "string") return asked;
  return { ...asked, currency: told.currency };
}
