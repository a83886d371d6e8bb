import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { BEGINNING } from "../../../test/in-memory/ledger-story.ts";
import { paymentLanguage } from "../../../test/in-memory/payment-sentences.ts";
import type { PaymentEvent, PaymentRequested, StepEvent } from "./payment-event.ts";
import type { HearRail, RequestPayment, Timeless } from "./payment.ts";

const { feature, rule, scenario, scenarioOutline, given, when } = paymentLanguage;
const { thenHappened, thenRefused, thenNothing, thenIdempotent } = paymentLanguage;

const at = BEGINNING;
const terms = {
  payment: "17",
  payer: "ann",
  clearing: "clearing",
  amount: 300n,
  currency: "USD",
  creditor: { name: "Bob", account: "DE1" },
  debtor: { name: "Ann", account: "GB1" },
  reference: "invoice 7",
  transfers: { hold: "hold", post: "post", release: "release", reversal: "reversal" },
  submission: "17",
} as const;
const ask: RequestPayment = { type: "RequestPayment", ...terms };
const requested: PaymentRequested = { type: "PaymentRequested", ...terms, at };
const happened = <Event extends Timeless<PaymentEvent>>(event: Event) => ({ ...event, at });
const note = (step: Timeless<StepEvent>) => ({ type: "NoteStep", step }) as const;
const hear = (state: HearRail["state"], reason = ""): HearRail => ({
  type: "HearRail",
  state,
  reason,
  ref: "RL1",
});

const heldStep = { type: "FundsHeld" } as const;
const submittedStep = { type: "SubmittedToRail", ref: "RL1" } as const;
const unknownStep = { type: "RailUnknown" } as const;
const settledStep = { type: "PaymentSettled" } as const;
const compensatedStep = { type: "PaymentCompensated" } as const;
const returnedStep = { type: "PaymentReturned" } as const;
const overdueStep = {
  type: "PaymentNeedsAttention",
  step: "rail",
  reason: "outcome_unknown",
} as const;
const contradiction = happened({
  type: "PaymentNeedsAttention",
  step: "rail",
  reason: "rail_contradicts_itself",
});

const held = happened(heldStep);
const submitted = happened(submittedStep);
const confirmed = happened({ type: "RailConfirmed" });
const rejected = happened({ type: "RailRejected", reason: "AC04" });
const returned = happened({ type: "RailReturned", reason: "AC06" });
const overdue = happened(overdueStep);
const open = [requested, held, submitted] as const;
const settled = [...open, confirmed, happened(settledStep)] as const;
const compensated = [...open, rejected, happened(compensatedStep)] as const;
const back = [...settled, returned, happened(returnedStep)] as const;

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

function tellFoundOut(): void {
  const resolve = (outcome: "settled" | "rejected") =>
    ({ type: "ResolvePayment", payment: "17", outcome, reason: "asked the bank" }) as const;
  const resolved = (outcome: "settled" | "rejected") =>
    happened({ type: "PaymentResolved", outcome, reason: "asked the bank" });
  const byHand = happened({ type: "RailRejected", reason: "resolved_by_hand" });
  scenario(
    "it was paid",
    given(...open, overdue),
    when(resolve("settled")),
    thenHappened(resolved("settled"), confirmed),
  );
  scenario(
    "it was not paid",
    given(requested, held, overdue),
    when(resolve("rejected")),
    thenHappened(resolved("rejected"), byHand),
  );
  scenario(
    "and the rail has paid it all the same",
    given(...open, overdue, resolved("rejected"), byHand),
    when(hear("settled")),
    thenHappened(contradiction),
  );
  scenario(
    "while nobody has to look after it",
    given(...open),
    when(resolve("rejected")),
    thenRefused("payment_needs_no_attention", { payment: "17" }),
  );
  scenarioOutline(
    "when it is known, or the rail never had it",
    [
      { before: [requested] },
      { before: [...settled, contradiction] },
      { before: [...compensated, contradiction] },
    ],
    ({ before }) => [
      given(...before),
      when(resolve("rejected")),
      thenRefused("payment_outcome_known", { payment: "17" }),
    ],
  );
  scenario(
    "of a payment that nobody asked for",
    given(),
    when(resolve("settled")),
    thenRefused("payment_not_found", { payment: "17" }),
  );
}

runFeature(history);
runFeature(history, inMemoryRunner);
