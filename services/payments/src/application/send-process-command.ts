import { commandMismatch } from "@holdfast/cqrs/event-store";
import type { CommandMessage } from "@holdfast/cqrs/handling";
import type { Sending } from "@holdfast/processes";

import type { FundsCommand, ProcessCommand } from "../domain/payment/process-command.ts";
import { itemOf } from "./funds-items.ts";
import { LedgerBusy } from "./ledger-busy.ts";
import type { LedgerDoor, LedgerOutcome, LedgerRequest } from "./ledger-request.ts";
import type { PaymentHandling } from "./payment-ports.ts";
import type { RailDoor } from "./rail-door.ts";

/** The doors that a payment goes through. */
export type PaymentDoors = {
  readonly ledger: LedgerDoor;
  readonly rail: RailDoor;
  readonly payments: PaymentHandling;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

type Message = CommandMessage<ProcessCommand>;

/**
 * Takes the commands of a payment's process to their doors. Ledger and history write to the log of the process, under the
 * command's own id: of its being done and being refused the log takes one. The rail is never told as refusing: what it
 * says is an answer.
 */
export function sendProcessCommand(doors: PaymentDoors) {
  return async (message: Message, signal: AbortSignal): Promise<Sending> => {
    const { command, meta } = message;
    const ids = { ...message, ...(meta !== undefined && { meta: { ...meta, actor: ACTOR } }) };
    switch (command.type) {
      case "SubmitPayment":
        return { status: "accepted", answer: await doors.rail.submit({ ...ids, command }, signal) };
      case "AskRail":
        return { status: "accepted", answer: await doors.rail.ask({ ...ids, command }, signal) };
      case "NoteStep":
        return doors.payments.handle({ ...ids, command });
      case "HoldFunds":
      case "PostFunds":
      case "ReleaseFunds":
      case "ReverseFunds":
        return moved(doors, { ...ids, command }, signal);
      default:
        return command satisfies never;
    }
  };
}

/** Who does what nobody asks for at that moment. */
const ACTOR = "payments";

async function moved(
  doors: PaymentDoors,
  message: CommandMessage<FundsCommand>,
  signal: AbortSignal,
): Promise<Sending> {
  const { tenant, commandId, command, meta } = message;
  const items = [itemOf(command)];
  const outcome = await patiently(doors, signal, {
    tenant,
    commandId,
    command: { type: "PostTransfers", isAtomic: false, items },
    meta: { ...meta, action: ACTIONS[command.type] },
  });
  switch (outcome.status) {
    case "done":
    case "replayed":
      return { status: "accepted", answer: null };
    case "refused":
      return outcome.refusal;
    case "key_reused":
      return commandMismatch(commandId);
    default:
      return outcome satisfies never;
  }
}

const ACTIONS = {
  HoldFunds: "payment.hold",
  PostFunds: "payment.post",
  ReleaseFunds: "payment.release",
  ReverseFunds: "payment.reverse",
} as const satisfies Readonly<Record<FundsCommand["type"], string>>;

/** That others are waiting too is nothing about this payment. */
async function patiently(
  { ledger, sleep }: PaymentDoors,
  signal: AbortSignal,
  request: LedgerRequest,
): Promise<LedgerOutcome> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await ledger.execute(request);
    } catch (error) {
      if (!(error instanceof LedgerBusy)) throw error;
      await sleep(error.retryAfterSeconds * 1_000, signal);
    }
  }
}
