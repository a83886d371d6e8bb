import type { AccountCommand } from "@holdfast/cqrs/examples/bank-account";
import { type Outgoing, type Saga, saga, send, type StepOverdue } from "@holdfast/processes";
import {
  FEES,
  moneyOrder,
  type MoneyOrdered,
  moneyOrderSteps,
  type OrderMessage,
} from "@holdfast/processes/examples/money-order";

import type { OrderManager } from "../examples/tell-money-orders.ts";

/** A manager of money orders with a mistake in it, and what every runner has to say of it. */
export type OrderMutant = {
  readonly name: string;
  readonly manager: OrderManager;
  readonly says: string;
};

type Steps = Saga<OrderMessage, MoneyOrdered, AccountCommand>["steps"];
type Step = Steps[number];
type Does = readonly Outgoing<AccountCommand, StepOverdue>[];

/** The same saga with other steps. */
function stepping(change: (step: Step, steps: Steps) => Step): OrderManager {
  const steps = moneyOrderSteps.steps.map((step) => change(step, moneyOrderSteps.steps));
  return saga({ ...moneyOrderSteps, steps });
}

/** The same saga that does something else about what it is told. */
function doing(change: (does: Does, type: string) => Does): OrderManager {
  return {
    ...moneyOrder,
    react: (heard, state, context) => change(moneyOrder.react(heard, state, context), heard.type),
  };
}

function withUndo(step: Step, undoes: Step["undoes"]): Step {
  const { undoes: _, ...rest } = step;
  return undoes === undefined ? rest : { ...rest, undoes };
}

/** The undo of the other one of two steps that have one. */
function otherUndo(step: Step, steps: Steps): Step {
  const other = steps.find(({ name, undoes }) => undoes !== undefined && name !== step.name);
  return step.undoes === undefined ? step : withUndo(step, other?.undoes);
}

let impurity = 0;
const extra: Outgoing<AccountCommand, never> = send(FEES, { type: "Deposit", cents: 1n });

/** Mistakes that are easily made in a process. */
export const orderMutants: readonly OrderMutant[] = [
  {
    name: "steps that are taken back in the wrong order",
    manager: stepping(otherUndo),
    says: "expected Deposit { cents: 300n } to account-ann, got Withdraw { cents: 10n } to account-fees",
  },
  {
    name: "a step that is not taken back",
    manager: stepping((step) => (step.name === "charge" ? withUndo(step, undefined) : step)),
    says: "undo charge cannot have an outcome: undo take is the one that is on its way",
  },
  {
    name: "a timer that is never cancelled",
    manager: doing((does) => does.filter(({ kind }) => kind !== "cancel_timer")),
    says: "timer overdue pay: expected none, got one due 2026-01-01T00:05:00.000Z",
  },
  {
    name: "a timer that is never set",
    manager: doing((does) => does.filter(({ kind }) => kind !== "set_timer")),
    says: "timer overdue pay: expected one due 2026-01-01T00:05:00.000Z, got none",
  },
  {
    name: "a timer that is due at another time",
    manager: stepping((step) =>
      step.overdue === undefined ? step : { ...step, overdue: { after: { minutes: 6 } } },
    ),
    says: "timer overdue pay due: expected 2026-01-01T00:05:00.000Z, got 2026-01-01T00:06:00.000Z",
  },
  {
    name: "a timer that says something else",
    manager: doing((does) =>
      does.map((each) =>
        each.kind === "set_timer" ? { ...each, message: { ...each.message, step: "take" } } : each,
      ),
    ),
    says: 'timer overdue pay message.step: expected "pay", got "take"',
  },
  {
    name: "a reaction that is not pure",
    manager: doing((does) =>
      does.map((each) =>
        each.kind === "send" ? { ...each, label: `${each.label}${(impurity += 1)}` } : each,
      ),
    ),
    says: "decide answers differently when asked again: decision[1].label",
  },
  {
    name: "a reaction that changes the state it is given",
    manager: {
      ...moneyOrder,
      react(heard, state, context) {
        Object.assign(state, { step: 7 });
        return moneyOrder.react(heard, state, context);
      },
    },
    says: "changes what it is given: state.own.step: expected nothing, got 7",
  },
  {
    name: "a fold that changes the state it is given",
    manager: {
      ...moneyOrder,
      evolve(state, event) {
        Object.assign(state, { phase: "forward" });
        return moneyOrder.evolve(state, event);
      },
    },
    says: 'changes what it is given: state.own.phase: expected "new", got "forward"',
  },
  {
    name: "a command too many",
    manager: doing((does, type) => (type === "MoneyOrdered" ? [...does, extra] : does)),
    says: "command 2: expected nothing more, got Deposit { cents: 1n } to account-fees",
  },
  {
    name: "a command to somebody else",
    manager: doing((does) =>
      does.map((each) => (each.kind === "send" ? { ...each, to: FEES } : each)),
    ),
    says: 'command 1 Withdraw to: expected "account-ann", got "account-fees"',
  },
  {
    name: "a second effect of a message that comes again",
    manager: {
      ...moneyOrder,
      react: (heard, state, context) =>
        moneyOrder.react(
          heard,
          heard.type === "MoneyOrdered" ? moneyOrder.initialState() : state,
          context,
        ),
    },
    says: "command 1: expected nothing more, got Withdraw { cents: 300n } to account-ann",
  },
  {
    name: "an order that is never over",
    manager: { ...moneyOrder, isOver: () => false },
    says: "the process: expected to be over, got that it goes on",
  },
  {
    name: "a command that JSON does not keep",
    manager: doing((does) =>
      does.map((each) =>
        each.kind === "send"
          ? { ...each, command: Object.assign({ note: undefined }, each.command) }
          : each,
      ),
    ),
    says: "note",
  },
];
