import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { paymentLanguage } from "../../../test/in-memory/payment-sentences.ts";
import {
  ask,
  back,
  compensated,
  compensatedStep,
  confirmed,
  contradiction,
  happened,
  hear,
  held,
  heldStep,
  note,
  open,
  overdue,
  overdueStep,
  rejected,
  requested,
  returned,
  returnedStep,
  settled,
  settledStep,
  submitted,
  submittedStep,
  unknownStep,
} from "../../../test/in-memory/payment-story.ts";
import { tellFoundOut } from "../../../test/in-memory/payments-by-hand.ts";

const { feature, rule, scenario, scenarioOutline, given, when } = paymentLanguage;
const { thenHappened, thenRefused, thenNothing, thenIdempotent } = paymentLanguage;

const history = feature("Payments: history of a payment", () => {
  rule("A payment is requested once under its id", tellRequests);
  rule("Its process notes each step once", tellSteps);
  rule("What the rail says counts once, however often and from wherever it is heard", tellRail);
  rule("A rail that contradicts itself is somebody's to look at", tellContradictions);
  rule("Whoever has looked after a payment says so", tellAttention);
  rule("Where the rail says nothing, somebody who has found out says how it ended", tellFoundOut);
});

function tellRequests(): void {
  scenario("the first time", given(), when(ask), thenHappened(requested), thenIdempotent());
  scenario("again, with the same content", given(...open), when(ask), thenNothing());
  scenarioOutline(
    "again, with other content",
    [
      { other: { payer: "eve" } },
      { other: { clearing: "other" } },
      { other: { amount: 301n } },
      { other: { currency: "EUR" } },
      { other: { creditor: { name: "Bob", account: "DE2" } } },
      { other: { debtor: { name: "Anne", account: "GB1" } } },
      { other: { reference: "invoice 8" } },
    ],
    ({ other }) => [
      given(...open),
      when({ ...ask, ...other }),
      thenRefused("payment_exists_with_different_content", { payment: "17" }),
    ],
  );
}

function tellSteps(): void {
  scenarioOutline(
    "on the way to the rail",
    [
      { before: [requested], step: heldStep },
      { before: [requested, held], step: submittedStep },
      { before: [requested, held], step: unknownStep },
      { before: [requested, held, happened(unknownStep)], step: submittedStep },
    ],
    ({ before, step }) => [
      given(...before),
      when(note(step)),
      thenHappened(happened(step)),
      thenIdempotent(),
    ],
  );
  scenario(
    "a payer who has not got the money",
    given(requested),
    when(note({ type: "PaymentRefused", reason: "insufficient_funds" })),
    thenHappened(happened({ type: "PaymentRefused", reason: "insufficient_funds" })),
  );
  scenarioOutline(
    "at its end",
    [
      { before: [...open, confirmed], step: settledStep },
      { before: [...open, confirmed, returned], step: settledStep },
      { before: [...open, rejected], step: compensatedStep },
      { before: [...settled, returned], step: returnedStep },
    ],
    ({ before, step }) => [given(...before), when(note(step)), thenHappened(happened(step))],
  );
  scenarioOutline(
    "and never a second time, or when it is over",
    [
      { before: open, step: heldStep },
      { before: open, step: submittedStep },
      { before: open, step: unknownStep },
      { before: settled, step: settledStep },
      { before: compensated, step: compensatedStep },
      { before: back, step: returnedStep },
      { before: settled, step: { type: "PaymentRefused", reason: "late" } as const },
      { before: [...open, overdue], step: overdueStep },
    ],
    ({ before, step }) => [given(...before), when(note(step)), thenNothing()],
  );
}

function tellRail(): void {
  scenario("it has paid", given(...open), when(hear("settled")), thenHappened(confirmed));
  scenario(
    "it will not pay",
    given(...open),
    when(hear("rejected", "AC04")),
    thenHappened(rejected),
  );
  scenario(
    "it will not pay, and does not say why",
    given(...open),
    when(hear("rejected")),
    thenHappened(happened({ type: "RailRejected", reason: "none_given" })),
  );
  scenario(
    "it came back",
    given(...settled),
    when(hear("returned", "AC06")),
    thenHappened(returned),
  );
  scenario(
    "what came back was paid before, whoever missed that",
    given(...open),
    when(hear("returned", "AC06")),
    thenHappened(confirmed, returned),
  );
  scenario(
    "before its answer to the submission was noted",
    given(requested, held),
    when(hear("settled"), note(submittedStep)),
    thenHappened(submitted, confirmed),
  );
  scenario(
    "it would not even take it",
    given(requested, held),
    when({ ...hear("rejected", "malformed"), ref: "" }),
    thenHappened(happened({ type: "RailRejected", reason: "malformed" })),
  );
  scenarioOutline(
    "again",
    [
      { before: [...open, confirmed], says: hear("settled") },
      { before: settled, says: hear("settled") },
      { before: back, says: hear("settled") },
      { before: compensated, says: hear("rejected", "AC04") },
      { before: back, says: hear("returned", "AC06") },
    ],
    ({ before, says }) => [given(...before), when(says), thenNothing()],
  );
}

function tellContradictions(): void {
  scenarioOutline(
    "it pays what it would not pay, or takes back that it has paid",
    [
      { before: compensated, says: hear("settled") },
      { before: compensated, says: hear("returned", "AC06") },
      { before: settled, says: hear("rejected", "AC04") },
    ],
    ({ before, says }) => [given(...before), when(says), thenHappened(contradiction)],
  );
  scenarioOutline(
    "which is not forgotten when the money has moved",
    [
      { before: [...open, rejected], step: compensatedStep },
      { before: [...open, confirmed], step: settledStep },
    ],
    ({ before, step }) => [
      given(...before, contradiction, happened(step)),
      when({ type: "ResumePayment", payment: "17", reason: "asked the bank" }),
      thenHappened(happened({ type: "PaymentResumed", reason: "asked the bank" })),
    ],
  );
  scenario(
    "said again",
    given(...settled, contradiction),
    when(hear("rejected", "AC04")),
    thenNothing(),
  );
}

function tellAttention(): void {
  const resume = { type: "ResumePayment", payment: "17", reason: "asked the bank" } as const;
  const resumed = happened({ type: "PaymentResumed", reason: "asked the bank" });
  scenario("it goes on", given(...open, overdue), when(resume), thenHappened(resumed));
  scenario(
    "and may need somebody again",
    given(...open, overdue, resumed),
    when(note(overdueStep)),
    thenHappened(overdue),
  );
  scenarioOutline(
    "while nothing is wrong",
    [
      { before: open },
      { before: [...open, overdue, resumed] },
      { before: [...open, overdue, confirmed] },
    ],
    ({ before }) => [
      given(...before),
      when(resume),
      thenRefused("payment_needs_no_attention", { payment: "17" }),
    ],
  );
  scenario(
    "of a payment that nobody asked for",
    given(),
    when(resume),
    thenRefused("payment_not_found", { payment: "17" }),
  );
}

runFeature(history);
runFeature(history, inMemoryRunner);
