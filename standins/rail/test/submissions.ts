import type { Submission } from "../src/submission.ts";

/** A UUID that is told by its number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${`${number}`.padStart(12, "0")}`;
}

/** A payment that is told by its number, paid to the account. */
export function submission(number: number, account = "DE02120300000000202051"): Submission {
  return {
    submission_id: uuid(number),
    amount: "12345",
    currency: "EUR",
    creditor: { name: "Ada Lovelace", account },
    debtor: { name: "Charles Babbage", account: "GB33BUKB20201555555555" },
    reference: `invoice ${number}`,
  };
}
