import { isRecord } from "./is-record.ts";
import type { Submission } from "./submission.ts";
import { isTestAccount, readTestAccount } from "./test-account.ts";

/** A payment, or what is wrong with it. */
export type ReadSubmission =
  | { readonly submission: Submission }
  | { readonly submission: undefined; readonly mistake: string };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ACCOUNT = /^[A-Za-z0-9./-]{1,34}$/u;
// Neither control characters nor halves of a pair, which could not be written to a bank's files.
const NAME = /^[^\p{Cc}\p{Cs}]{1,140}$/u;

const account = { pattern: ACCOUNT, form: "1 to 34 letters, digits, dots, slashes or hyphens" };
const name = { pattern: NAME, form: "1 to 140 characters, none of them a control character" };
const RULES = new Map([
  ["submission_id", { pattern: UUID, form: "a UUID" }],
  ["amount", { pattern: /^[1-9][0-9]{0,37}$/u, form: "a text of 1 to 38 digits, above zero" }],
  ["currency", { pattern: /^[A-Z]{3}$/u, form: "three capital letters" }],
  ["creditor.name", name],
  ["creditor.account", account],
  ["debtor.name", name],
  ["debtor.account", account],
  ["reference", { pattern: /^[^\p{Cc}\p{Cs}]{0,140}$/u, form: "up to 140 characters" }],
]);
const PARTIES = ["creditor", "debtor"] as const;

/** Reads what was submitted. Every member must be there, and no other one. */
export function readSubmission(value: unknown): ReadSubmission {
  if (!isRecord(value)) return refused("a submission is an object");
  const dotted = Object.keys(value).find((member) => member.includes("."));
  if (dotted !== undefined) return refused(`${dotted} is not known`);
  const members = flattened(value);
  for (const member of members.keys()) {
    if (!RULES.has(member)) return refused(`${member} is not known`);
  }
  for (const [member, { pattern, form }] of RULES) {
    const text = members.get(member);
    if (typeof text !== "string" || !pattern.test(text))
      return refused(`${member} must be ${form}`);
  }
  return checked(members);
}

/** Members of parties get a name with a dot. */
function flattened(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const members = new Map(Object.entries(value));
  for (const party of PARTIES) {
    const parts = members.get(party);
    if (!isRecord(parts)) continue;
    members.delete(party);
    for (const [part, text] of Object.entries(parts)) members.set(`${party}.${part}`, text);
  }
  return members;
}

function checked(members: ReadonlyMap<string, unknown>): ReadSubmission {
  const text = (member: string) => String(members.get(member));
  const party = (of: string) => ({ name: text(`${of}.name`), account: text(`${of}.account`) });
  const creditor = party("creditor");
  if (isTestAccount(creditor.account) && readTestAccount(creditor.account) === undefined) {
    return refused("creditor.account is no test account that is known");
  }
  return {
    submission: {
      // The same payment whatever the case it is asked for in.
      submission_id: text("submission_id").toLowerCase(),
      amount: text("amount"),
      currency: text("currency"),
      creditor,
      debtor: party("debtor"),
      reference: text("reference"),
    },
  };
}

function refused(mistake: string): ReadSubmission {
  return { submission: undefined, mistake };
}
