import type { CommandMessage } from "@holdfast/cqrs/handling";
import { isErased } from "@holdfast/erasure";

import type { KeptParty, Party, PaymentRequested } from "../domain/payment/payment-event.ts";
import type { AskRail, RailAnswer, SubmitPayment } from "../domain/payment/process-command.ts";
import { hearRail } from "./hear-rail.ts";
import type { PaymentHandling, ReadPayment, Submissions } from "./payment-ports.ts";
import type { Rail, Submission } from "./rail.ts";

type FromProcess<Command extends SubmitPayment | AskRail> = Pick<
  CommandMessage<Command>,
  "tenant" | "command" | "meta"
>;

/** The rail, as the process of a payment sees it. */
export type RailDoor = {
  submit(message: FromProcess<SubmitPayment>, signal: AbortSignal): Promise<RailAnswer>;
  ask(message: FromProcess<AskRail>, signal: AbortSignal): Promise<RailAnswer>;
};

/** What the door needs. */
export type RailDoorOptions = {
  readonly rail: Rail;
  readonly read: ReadPayment;
  readonly submissions: Submissions;
  readonly payments: PaymentHandling;
};

/** Speaks to the rail for payments, and lets their histories know how they end there. */
export function railDoor({ rail, read, submissions, payments }: RailDoorOptions): RailDoor {
  return {
    async submit({ tenant, command, meta }, signal) {
      const { payment, submission: id } = command;
      const owner = { tenant, payment };
      const [requested] = await read(tenant, payment);
      if (requested?.type !== "PaymentRequested") {
        throw new RangeError(`payment ${payment} has no beginning`);
      }
      const refused = async (reason: string): Promise<RailAnswer> => {
        const said = { state: "rejected", reason, ref: "" } as const;
        await hearRail(payments, { ...owner, meta }, { submission: id, ...said });
        return { outcome: "refused" };
      };
      const terms = termsOf(id, requested);
      // Written first: whatever the feed tells of it later finds its payment.
      const standing = await (terms === undefined
        ? submissions.withdraw(id, owner)
        : submissions.remember(id, owner));
      if (standing === "withdrawn") return refused("subject_erased");
      // Whether the rail has got it before, nobody knows; it is asked, and in the end somebody has to look.
      if (terms === undefined) return { outcome: "unknown" };
      const submitted = await rail.submit(terms, signal);
      if (submitted.outcome === "received") return { outcome: "known", ref: submitted.ref };
      return submitted.outcome === "refused" ? refused(submitted.code) : submitted;
    },
    async ask({ tenant, command, meta }, signal) {
      const { payment, submission } = command;
      const { outcome, ...found } = await rail.ask(submission, signal);
      if (!("state" in found)) return outcome === "found" ? { outcome: "unknown" } : { outcome };
      await hearRail(payments, { tenant, payment, meta }, { submission, ...found });
      return { outcome: "known", ref: found.ref };
    },
  };
}

/** What the rail is given; undefined where whoever it would name was erased. */
function termsOf(id: string, requested: PaymentRequested): Submission | undefined {
  const { amount, currency, reference } = requested;
  const creditor = partyOf(requested.creditor);
  const debtor = partyOf(requested.debtor);
  if (creditor === undefined || debtor === undefined || isErased(reference)) return undefined;
  return { id, amount, currency, creditor, debtor, reference };
}

function partyOf({ name, account }: KeptParty): Party | undefined {
  return isErased(name) || isErased(account) ? undefined : { name, account };
}
