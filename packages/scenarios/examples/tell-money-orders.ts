import type { AccountCommand } from "@holdfast/cqrs/examples/bank-account";
import { euros } from "@holdfast/cqrs/examples/euros";
import type { ProcessManager, SagaState, StepOverdue } from "@holdfast/processes";
import {
  FEES,
  moneyOrder,
  type MoneyOrdered,
  moneyOrderSteps,
  type OrderMessage,
  orderMessages,
} from "@holdfast/processes/examples/money-order";
import type { Feature } from "@holdfast/scenarios";
import { processScenariosOf, sagaFailures } from "@holdfast/scenarios/processes";

/** What money orders are managed by. */
export type OrderManager = ProcessManager<
  OrderMessage,
  SagaState<MoneyOrdered>,
  AccountCommand,
  StepOverdue
>;

const [ann, bob] = ["account-ann", "account-bob"];
const ordered: MoneyOrdered = {
  type: "MoneyOrdered",
  payer: ann,
  payee: bob,
  cents: 300n,
  fee: 10n,
};
const resumed: OrderMessage = { type: "OrderResumed" };
const deposit = (cents: bigint): AccountCommand => ({ type: "Deposit", cents });
const withdraw = (cents: bigint): AccountCommand => ({ type: "Withdraw", cents });

const PHASES = {
  new: "there is no order yet",
  forward: "the order is carried out",
  back: "the order is taken back",
  needs_attention: "the order needs somebody",
  done: "the order is carried out to its end",
  undone: "the order is taken back to its end",
} as const;

const tellings = {
  says: {
    MoneyOrdered: ({ payer, payee, cents, fee }: MoneyOrdered) =>
      `${euros(cents)} are ordered from ${payer} to ${payee}, for a fee of ${euros(fee)}`,
    OrderResumed: () => "somebody has looked after the order",
    Deposit: ({ cents }: { readonly cents: bigint }) => `pay in ${euros(cents)}`,
    Withdraw: ({ cents }: { readonly cents: bigint }) => `pay out ${euros(cents)}`,
  },
  saysState: (state: SagaState<MoneyOrdered>) =>
    "isOverdue" in state && state.isOverdue ? "the order is overdue" : PHASES[state.phase],
  phase: ({ phase }: SagaState<MoneyOrdered>) => phase,
  messages: orderMessages,
};

/** The rules of money orders, of the manager of the example or of one that differs. */
export function tellMoneyOrders(manager: OrderManager = moneyOrder): Feature {
  const language = processScenariosOf(manager, tellings);
  return language.feature("Money orders", () => {
    language.rule("Everything is paid, or nothing", () => paying(language));
    language.rule("What was done before a step that is refused is taken back", () => {
      sagaFailures(language, moneyOrderSteps, {
        start: ordered,
        undone: {
          take: { to: ann, command: deposit(300n) },
          charge: { to: FEES, command: withdraw(10n) },
          pay: "stays",
        },
        code: "not_open",
      });
    });
    language.rule("Of a step that is overdue nothing is known", () => waiting(language));
    language.rule("What cannot be taken back needs somebody", () => attending(language));
    language.rule("An order is carried out once", () => repeating(language));
  });
}

type Language = ReturnType<
  typeof processScenariosOf<OrderMessage, SagaState<MoneyOrdered>, AccountCommand, StepOverdue>
>;

function paying(language: Language): void {
  const { scenario, scenarioOutline, given, accepted, when } = language;
  const { thenCommand, thenTimer, thenOver } = language;
  scenario(
    "first the money is taken from the payer",
    given(),
    when(ordered),
    thenCommand(ann, withdraw(300n)),
  );
  scenario(
    "then the fee is charged",
    given(ordered),
    when(accepted("take")),
    thenCommand(FEES, deposit(10n)),
  );
  scenarioOutline(
    "the payee gets the rest, and is waited for no longer than five minutes",
    [{ fee: 0n }, { fee: 10n }, { fee: 300n }],
    ({ fee }) => [
      given({ ...ordered, fee }, accepted("take")),
      when(accepted("charge")),
      thenCommand(bob, deposit(300n - fee)),
      thenTimer("overdue pay", { minutes: 5 }, { type: "StepOverdue", step: "pay" }),
    ],
  );
  scenario(
    "an order that is paid is over",
    given(ordered, accepted("take"), accepted("charge")),
    when(accepted("pay")),
    thenOver(),
  );
}

function waiting(language: Language): void {
  const { scenario, given, accepted, refused, afterTime, when, whenTimePasses } = language;
  const { thenCommand, thenTimer, thenNothing, thenState, thenOver } = language;
  const paid = [ordered, accepted("take"), accepted("charge")] as const;
  const done = ["take", "charge"];
  const place = { data: ordered, done, step: "pay", reason: undefined } as const;
  scenario(
    "before the five minutes are over, the order waits",
    given(...paid),
    whenTimePasses({ minutes: 4, seconds: 59 }),
    thenTimer("overdue pay", { seconds: 1 }),
    thenState({ ...place, phase: "forward", isOverdue: false }),
  );
  scenario(
    "after five minutes it is overdue, and nothing is taken back",
    given(...paid),
    whenTimePasses({ minutes: 5 }),
    thenNothing(),
    thenState({ ...place, phase: "forward", isOverdue: true }),
  );
  scenario(
    "what comes late still counts",
    given(...paid, afterTime({ days: 1 })),
    when(accepted("pay")),
    thenOver(),
  );
  scenario(
    "what is refused late is still taken back",
    given(...paid, afterTime({ hours: 1 })),
    when(refused("pay", "not_open")),
    thenCommand(FEES, withdraw(10n)),
  );
  scenario(
    "when it is known that the payee cannot take it, nobody waits any longer",
    given(...paid, afterTime({ minutes: 4 })),
    when(refused("pay", "not_open")),
    thenCommand(FEES, withdraw(10n)),
  );
  scenario(
    "of an order that is paid, nobody is told that it is overdue",
    given(...paid, afterTime({ minutes: 4 }), accepted("pay")),
    whenTimePasses({ minutes: 5 }),
    thenNothing(),
  );
}

function attending(language: Language): void {
  const { scenario, given, accepted, refused, when } = language;
  const { thenCommand, thenNothing, thenState, thenOver } = language;
  const failed = [
    ordered,
    accepted("take"),
    accepted("charge"),
    refused("pay", "not_open"),
  ] as const;
  scenario(
    "the fee cannot be given back",
    given(...failed),
    when(refused("undo charge", "insufficient_funds")),
    thenNothing(),
    thenState({
      phase: "needs_attention",
      data: ordered,
      done: ["take", "charge"],
      step: "charge",
      isOverdue: false,
      reason: "not_open",
    }),
  );
  scenario(
    "somebody has looked after it, and it is tried again",
    given(...failed, refused("undo charge", "insufficient_funds")),
    when(resumed),
    thenCommand(FEES, withdraw(10n)),
  );
  scenario(
    "and then everything goes back",
    given(...failed, refused("undo charge", "insufficient_funds"), resumed),
    when(accepted("undo charge"), accepted("undo take")),
    thenCommand(ann, deposit(300n)),
    thenOver(),
  );
  scenario(
    "while nothing is wrong, there is nothing to look after",
    given(ordered),
    when(resumed),
    thenNothing(),
  );
}

function repeating(language: Language): void {
  const { scenario, given, accepted, when, thenNothing } = language;
  scenario(
    "an order that comes again while it is carried out",
    given(ordered),
    when(ordered),
    thenNothing(),
  );
  scenario(
    "an order that comes again when it is over",
    given(ordered, accepted("take"), accepted("charge"), accepted("pay")),
    when(ordered),
    thenNothing(),
  );
}
