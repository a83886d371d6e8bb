import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import type { AccountCommand } from "@holdfast/cqrs/examples/bank-account";
import {
  type Process,
  type Saga,
  saga,
  type SagaState,
  type StepOverdue,
} from "@holdfast/processes";

/** Somebody orders money to be paid out of one account into another; the bank takes a fee for it. */
export type MoneyOrdered = {
  readonly type: "MoneyOrdered";
  readonly payer: string;
  readonly payee: string;
  readonly cents: bigint;
  readonly fee: bigint;
};

/** Somebody has looked after an order that could not be taken back. */
export type OrderResumed = { readonly type: "OrderResumed" };

/** What a money order is told. */
export type OrderMessage = MoneyOrdered | OrderResumed;

/** The account that fees go to. */
export const FEES = "account-fees";

/**
 * Takes the money from the payer, the fee out of it, and pays the rest to the payee. If the payee cannot take it, the fee
 * goes back, and then everything to the payer.
 */
export const moneyOrderSteps: Saga<OrderMessage, MoneyOrdered, AccountCommand> = {
  name: "order_payment",
  starts: (message) => (message.type === "MoneyOrdered" ? message : undefined),
  steps: [
    {
      name: "take",
      does: ({ payer, cents }) => ({ to: payer, command: { type: "Withdraw", cents } }),
      undoes: ({ payer, cents }) => ({ to: payer, command: { type: "Deposit", cents } }),
    },
    {
      name: "charge",
      does: ({ fee }) => ({ to: FEES, command: { type: "Deposit", cents: fee } }),
      undoes: ({ fee }) => ({ to: FEES, command: { type: "Withdraw", cents: fee } }),
    },
    {
      name: "pay",
      does: ({ payee, cents, fee }) => ({
        to: payee,
        command: { type: "Deposit", cents: cents - fee },
      }),
      overdue: { after: { minutes: 5 } },
    },
  ],
  resumes: ({ type }) => type === "OrderResumed",
};

/** The steps as a process manager. */
export const moneyOrder = saga(moneyOrderSteps);

const text = { type: "string" } as const;
const cents = {
  type: "object",
  properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
  required: ["$bigint"],
  additionalProperties: false,
} as const;

/** What the messages of a money order look like. */
export const orderMessages = eventCatalogue<OrderMessage>({
  MoneyOrdered: [
    {
      schema: {
        type: "object",
        properties: { payer: text, payee: text, cents, fee: cents },
        required: ["payer", "payee", "cents", "fee"],
        additionalProperties: false,
      },
    },
  ],
  OrderResumed: [{ schema: { type: "object", properties: {}, additionalProperties: false } }],
});

/** Money orders as they run: each order has a stream of its own, which says that it was ordered. */
export function moneyOrders(
  send: Process<OrderMessage, SagaState<MoneyOrdered>, AccountCommand, StepOverdue>["send"],
): Process<OrderMessage, SagaState<MoneyOrdered>, AccountCommand, StepOverdue> {
  return {
    manager: moneyOrder,
    listens: {
      filter: { categories: ["order"] },
      to({ streamId, event }) {
        const isMessage = (each: typeof event): each is OrderMessage =>
          each.type in orderMessages.schemaVersions;
        const id = streamId.slice("order-".length);
        return isMessage(event) ? { id, message: event } : undefined;
      },
    },
    messages: orderMessages,
    send,
  };
}
