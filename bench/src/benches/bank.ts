import { startChild } from "../child.ts";
import type { Bench, Outcome, Report } from "../contract.ts";
import { comparedThroughput } from "../delegator/page-throughput.ts";
import type { BankQuestions } from "../form3/bank-questions.ts";
import { HttpFault } from "../http-fault.ts";
import { loadNote } from "../load-note.ts";
import type { LoadQuestions, LoadTarget } from "../load-questions.ts";
import { must } from "../must.ts";
import { medianRatio, type Pair } from "../paired-runs.ts";
import { median } from "../statistics.ts";
import { undecided } from "../undecided.ts";

const ACCOUNTS = 1000;
const FULL = { pairs: 7, milliseconds: 3000 };
const QUICK = { pairs: 1, milliseconds: 500 };
const BANK_TO_BARE_MIN = 0.5;
const CHILD = new URL("../form3/bank-child.ts", import.meta.url);

export const bench: Bench = {
  title: "bank: an account by its id, against a bare node:http server with the bytes ready",
  async run(report, { quick }) {
    const size = quick ? QUICK : FULL;
    await using ours = startChild<BankQuestions>(CHILD);
    await using theirs = startChild<BankQuestions>(CHILD);
    await using load = startChild<LoadQuestions>(new URL("../load-child.ts", import.meta.url));
    report.progress(`creating ${ACCOUNTS} accounts`);
    const ids = Array.from({ length: ACCOUNTS }, (_, number) => uuid(number + 1));
    const { url } = await ours.ask("bank", ids.map(creation));
    const targets = await targetsOf(url, ids);
    const answers = Object.fromEntries(targets.map(({ path, body }) => [path, body]));
    const { url: bareUrl } = await theirs.ask("bare", answers);
    report.note(loadNote());
    report.progress("many clients: GET by id, in turn with the bare server");
    const course = { url, targets };
    const pairs = await comparedThroughput({ ...size, load }, course, { url: bareUrl, targets });
    return outcome(report, pairs, quick);
  },
};

function outcome(report: Report, pairs: readonly Pair[], isQuick: boolean): Outcome {
  const perSecond = {
    bankPerSecond: Math.round(median(pairs.map(({ ours }) => ours))),
    barePerSecond: Math.round(median(pairs.map(({ theirs }) => theirs))),
  };
  report.table(
    ["GET by id", "answers/s"],
    [
      ["the bank", perSecond.bankPerSecond],
      ["bare node:http", perSecond.barePerSecond],
    ],
  );
  report.note("every answer was compared with the account that was created, to the last byte");
  const ratio = Math.round(medianRatio(pairs) * 1000) / 1000;
  const kept = must("the bank to the bare server, answers/s", ratio, ">=", BANK_TO_BARE_MIN);
  // Half a second of load decides nothing.
  return { figures: perSecond, musts: [isQuick ? undecided(kept) : kept] };
}

/** What the bank answers, once it has been seen to be what was created. */
async function targetsOf(url: string, ids: readonly string[]): Promise<readonly LoadTarget[]> {
  const targets: LoadTarget[] = [];
  for (const id of ids) {
    const path = `/v1/organisation/accounts/${id}`;
    const body = await (await fetch(`${url}${path}`)).text();
    const { data } = JSON.parse(body);
    if (data.id !== id || data.attributes.account_number !== numberOf(id)) {
      throw new HttpFault(`${path} is another account`);
    }
    targets.push({ path, body });
  }
  return targets;
}

function creation(id: string): string {
  const attributes = {
    country: "GB",
    base_currency: "GBP",
    bank_id: "400300",
    bank_id_code: "GBDSC",
    bic: "NWBKGB22",
    name: ["Samantha Holder"],
    account_number: numberOf(id),
    account_classification: "Personal",
    joint_account: false,
  };
  return JSON.stringify({ data: { id, organisation_id: uuid(0), type: "accounts", attributes } });
}

function numberOf(id: string): string {
  return id.slice(-8);
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${`${number}`.padStart(12, "0")}`;
}
