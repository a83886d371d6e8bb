import { inMemoryProcessRunner } from "@holdfast/scenarios/processes";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  CONFIRMED,
  DO,
  noting,
  paymentLanguage,
  RAIL,
  REJECTED,
  RESUMED,
  RETURNED,
  TO,
  WANTED,
} from "../../../test/in-memory/payment-language.ts";

const language = paymentLanguage();
const { feature, rule, scenario, scenarioOutline } = language;
const { given, accepted, refused, afterTime, when, whenTimePasses } = language;
const { thenCommand, thenTimer, thenNothing, thenOver } = language;

const held = [WANTED, accepted("hold"), accepted("FundsHeld")] as const;
const submitted = [...held, accepted("submit", RAIL.known), accepted("SubmittedToRail")] as const;
const doubtful = [...held, accepted("submit", RAIL.unknown), accepted("RailUnknown")] as const;
const settled = [...submitted, CONFIRMED, accepted("post"), accepted("PaymentSettled")] as const;
const needsAttention = (step: "submit" | "rail" | "post" | "release" | "reverse", reason: string) =>
  thenCommand(TO.history, noting({ type: "PaymentNeedsAttention", step, reason }));
const overdue = thenTimer("outcome overdue", { hours: 4 });

const payments = feature("Payments: to the outside", () => {
  rule("The money is held, given to the rail, and moved when the rail has paid", tellPaying);
  rule("What the rail rejects is given back", tellRejecting);
  rule("An answer that does not come says nothing: the rail is asked until it is known", tellDoubt);
  rule("What the rail answers counts, and nothing else does", tellAnswers);
  rule(
    "Whatever is unknown for too long is somebody's to look at, and is asked about all the same",
    tellOverdue,
  );
  rule("What comes back after the settlement is reversed", tellReturning);
  rule("What cannot be done waits for somebody, and is tried again when told", tellStuck);
  rule("A payment is carried out once", tellRepeating);
});

function tellPaying(): void {
  scenario("first the money is held", given(), when(WANTED), thenCommand(TO.hold, DO.hold));
  scenario(
    "then the rail is given the payment",
    given(WANTED),
    when(accepted("hold")),
    thenCommand(TO.history, noting({ type: "FundsHeld" })),
    thenCommand(TO.rail, DO.submit),
    overdue,
  );
  scenario(
    "the rail is asked if it does not tell by itself",
    given(...held),
    when(accepted("submit", RAIL.known)),
    thenCommand(TO.history, noting({ type: "SubmittedToRail", ref: "RL1" })),
    thenTimer("ask the rail", { seconds: 1 }),
    overdue,
  );
  scenario(
    "when it has paid, the held money goes to the clearing account, and nobody asks any more",
    given(...submitted),
    when(CONFIRMED),
    thenCommand(TO.post, DO.post),
  );
  scenario(
    "the rail may be quicker than its own answer",
    given(...held),
    when(CONFIRMED, accepted("submit", RAIL.known)),
    thenCommand(TO.post, DO.post),
  );
  scenario(
    "then the payment is settled",
    given(...submitted, CONFIRMED),
    when(accepted("post")),
    thenCommand(TO.history, noting({ type: "PaymentSettled" })),
  );
  scenario(
    "a payer who has not got the money pays nothing, and the rail never hears of it",
    given(WANTED),
    when(refused("hold", "insufficient_funds")),
    thenCommand(TO.history, noting({ type: "PaymentRefused", reason: "insufficient_funds" })),
    thenOver(),
  );
}

function tellRejecting(): void {
  scenario(
    "the held money is given back",
    given(...submitted),
    when(REJECTED),
    thenCommand(TO.release, DO.release),
  );
  scenario(
    "and then the payment is over",
    given(...submitted, REJECTED),
    when(accepted("release")),
    thenCommand(TO.history, noting({ type: "PaymentCompensated" })),
    thenOver(),
  );
  scenario(
    "what the rail will not even take is told by its history",
    given(...held, accepted("submit", RAIL.refused)),
    when(REJECTED),
    thenCommand(TO.release, DO.release),
  );
}

function tellDoubt(): void {
  scenario(
    "an answer that is lost gives nothing back",
    given(...held),
    when(accepted("submit", RAIL.unknown)),
    thenCommand(TO.history, noting({ type: "RailUnknown" })),
    thenTimer("ask the rail", { seconds: 1 }),
    overdue,
  );
  scenario(
    "the rail is asked by the payment's id",
    given(...doubtful),
    whenTimePasses({ seconds: 1 }),
    thenCommand(TO.rail, DO.ask),
    thenTimer("outcome overdue", { hours: 3, minutes: 59, seconds: 59 }),
  );
  scenarioOutline(
    "each time that says nothing, the next one is later, up to a limit",
    [
      { times: 1, seconds: 2 },
      { times: 2, seconds: 4 },
      { times: 3, seconds: 4 },
    ],
    ({ times, seconds }) => [
      given(
        ...doubtful,
        ...Array.from({ length: times - 1 }, () => [
          afterTime({ seconds: 4 }),
          accepted("ask", RAIL.unknown),
        ]).flat(),
        afterTime({ seconds: 4 }),
      ),
      when(accepted("ask", RAIL.unknown)),
      thenTimer("ask the rail", { seconds }),
      thenTimer("outcome overdue", { hours: 3, minutes: 59, seconds: 60 - 4 * times }),
    ],
  );
}

function tellAnswers(): void {
  scenario(
    "a rail that has never seen it is given the same payment once more",
    given(...doubtful, afterTime({ seconds: 1 })),
    when(accepted("ask", RAIL.notFound)),
    thenCommand(TO.rail, DO.submit),
    thenTimer("outcome overdue", { hours: 3, minutes: 59, seconds: 59 }),
  );
  scenario(
    "a rail that has it is waited for",
    given(...doubtful, afterTime({ seconds: 1 })),
    when(accepted("ask", RAIL.known)),
    thenCommand(TO.history, noting({ type: "SubmittedToRail", ref: "RL1" })),
    thenTimer("ask the rail", { seconds: 2 }),
    thenTimer("outcome overdue", { hours: 3, minutes: 59, seconds: 59 }),
  );
  scenario(
    "an answer that comes when all is known changes nothing",
    given(...doubtful, afterTime({ seconds: 1 }), CONFIRMED),
    when(accepted("ask", RAIL.known)),
    thenNothing(),
  );
  scenario(
    "another payment under the same id is for somebody to look at",
    given(...held),
    when(accepted("submit", RAIL.conflict)),
    needsAttention("submit", "submission_conflict"),
    overdue,
  );
}

function tellOverdue(): void {
  const waiting = [...doubtful, afterTime({ seconds: 1 })] as const;
  scenario(
    "after four hours somebody has to look",
    given(...waiting),
    whenTimePasses({ hours: 3, minutes: 59, seconds: 59 }),
    needsAttention("rail", "outcome_unknown"),
  );
  scenario(
    "the rail goes on being asked",
    given(...waiting, afterTime({ hours: 4 }), accepted("ask", RAIL.unknown)),
    when(accepted("PaymentNeedsAttention")),
    thenNothing(),
  );
  scenario(
    "what is known at last counts",
    given(...waiting, afterTime({ hours: 4 })),
    when(REJECTED),
    thenCommand(TO.release, DO.release),
  );
  scenario(
    "when somebody has looked, the rail is asked at once, and four hours begin anew",
    given(...waiting, afterTime({ hours: 4 })),
    when(RESUMED),
    thenCommand(TO.rail, DO.ask),
    overdue,
  );
}

function tellReturning(): void {
  scenario(
    "days later",
    given(...settled, afterTime({ days: 9 })),
    when(RETURNED),
    thenCommand(TO.reversal, DO.reverse),
  );
  scenario(
    "and then the payment is over",
    given(...settled, RETURNED),
    when(accepted("reverse")),
    thenCommand(TO.history, noting({ type: "PaymentReturned" })),
    thenOver(),
  );
  scenario(
    "before it is settled here: first it is settled, then reversed",
    given(...submitted, CONFIRMED, RETURNED),
    when(accepted("post")),
    thenCommand(TO.history, noting({ type: "PaymentSettled" })),
    thenCommand(TO.reversal, DO.reverse),
  );
}

function tellStuck(): void {
  scenario(
    "money that cannot be moved to the clearing account",
    given(...submitted, CONFIRMED),
    when(refused("post", "account_closed")),
    needsAttention("post", "account_closed"),
  );
  scenario(
    "money that cannot be given back to the payer",
    given(...submitted, REJECTED),
    when(refused("release", "account_closed")),
    needsAttention("release", "account_closed"),
  );
  scenario(
    "money that cannot be taken back",
    given(...settled, RETURNED),
    when(refused("reverse", "account_frozen")),
    needsAttention("reverse", "account_frozen"),
  );
  const stuck = accepted("PaymentNeedsAttention");
  scenario(
    "moving it is tried again",
    given(...submitted, CONFIRMED, refused("post", "account_closed"), stuck),
    when(RESUMED),
    thenCommand(TO.post, DO.post),
  );
  scenario(
    "giving it back is tried again",
    given(...submitted, REJECTED, refused("release", "account_closed"), stuck),
    when(RESUMED),
    thenCommand(TO.release, DO.release),
  );
  scenario(
    "taking it back is tried again, and may fail again",
    given(...settled, RETURNED, refused("reverse", "account_frozen"), stuck, RESUMED),
    when(refused("reverse", "account_frozen")),
    needsAttention("reverse", "account_frozen"),
  );
  scenario(
    "while nothing is wrong, there is nothing to look after",
    given(...settled),
    when(RESUMED),
    thenNothing(),
  );
}

function tellRepeating(): void {
  scenario(
    "wanted again while it is carried out",
    given(...submitted),
    when(WANTED),
    thenNothing(),
  );
  scenario("confirmed again", given(...settled), when(CONFIRMED), thenNothing());
  scenario("rejected after it was paid", given(...settled), when(REJECTED), thenNothing());
  scenario("returned again", given(...settled, RETURNED), when(RETURNED), thenNothing());
}

runFeature(payments);
runFeature(payments, inMemoryProcessRunner);
