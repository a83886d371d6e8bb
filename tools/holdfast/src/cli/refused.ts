/** What was asked is understood and not done; the message says why, and what to do. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code = "refused";
}
