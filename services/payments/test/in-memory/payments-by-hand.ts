import { paymentLanguage } from "./payment-sentences.ts";
import {
  compensated,
  confirmed,
  contradiction,
  happened,
  hear,
  held,
  note,
  open,
  overdue,
  overdueStep,
  requested,
  settled,
  submitted,
  submittedStep,
} from "./payment-story.ts";

const { given, scenario, scenarioOutline, thenHappened, thenNothing, thenRefused, when } =
  paymentLanguage;

const resolve = (outcome: "settled" | "rejected") =>
  ({ type: "ResolvePayment", payment: "17", outcome, reason: "asked the bank" }) as const;
const resolved = (outcome: "settled" | "rejected") =>
  happened({ type: "PaymentResolved", outcome, reason: "asked the bank" });
const byHand = happened({ type: "RailRejected", reason: "resolved_by_hand" });

/** How a payment ends by hand. */
export function tellFoundOut(): void {
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
  tellFoundOutLate();
  scenario(
    "while nobody has had to look after it",
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

function tellFoundOutLate(): void {
  scenario(
    "it was paid, and the rail names it only then",
    given(requested, held, overdue, resolved("settled"), confirmed),
    when(note(submittedStep), hear("rejected", "AC04")),
    thenHappened(submitted, contradiction),
  );
  scenario(
    "it was not paid, and the rail names it only when it has paid all the same",
    given(requested, held, overdue, resolved("rejected"), byHand),
    when(hear("settled")),
    thenHappened(submitted, contradiction),
  );
  scenario(
    "after it was let go on",
    given(...open, overdue, happened({ type: "PaymentResumed", reason: "asked the bank" })),
    when(resolve("settled")),
    thenHappened(resolved("settled"), confirmed),
  );
  scenarioOutline(
    "what is still under way then says no more of it",
    [
      { step: overdueStep },
      {
        step: {
          type: "PaymentNeedsAttention",
          step: "submit",
          reason: "submission_conflict",
        } as const,
      },
    ],
    ({ step }) => [
      given(...open, overdue, resolved("rejected"), byHand),
      when(note(step)),
      thenNothing(),
    ],
  );
}
