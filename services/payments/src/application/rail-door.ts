import type { CommandMessage } from "@holdfast/cqrs/handling";
import { isErased } from "@holdfast/erasure";

import type { KeptParty, Party, PaymentRequested } from "../domain/payment/payment-event.ts";
import { isSubmittable } from "../domain/payment/payment.ts";
import type { AskRail, RailAnswer, SubmitPayment } from "../domain/payment/process-command.ts";
import { type HeardOf, hearRail } from "./hear-rail.ts";
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
  /** Asks how a submission stands, and lets the history know. */
  const asked = async (
    owner: HeardOf,
    submission: string,
    signal: AbortSignal,
  ): Promise<RailAnswer> => {
    const { outcome, ...found } = await rail.ask(submission, signal);
    if (!("state" in found)) return outcome === "found" ? { outcome: "unknown" } : { outcome };
    await hearRail(payments, owner, { submission, ...found });
    return { outcome: "known", ref: found.ref };
  };
  return {
    async submit({ tenant, command, meta }, signal) {
      const { payment, submission: id } = command;
      const owner = { tenant, payment };
      const [requested] = await read(tenant, payment);
      if (requested?.type !== "PaymentRequested") {
        throw new RangeError(`payment ${payment} has no beginning`);
      }
      const heardOf = { ...owner, meta };
      const rejected = { submission: id, state: "rejected", ref: "" } as const;
      const terms = termsOf(id, requested);
      // Written first: whatever the feed tells of it later finds its payment.
      const standing = await (terms === undefined
        ? submissions.withdraw(id, owner)
        : submissions.remember(id, owner));
      if (standing === "withdrawn") {
        // Nobody submits it any more; whether somebody has, a database that was restored does not know.
        const said = await asked(heardOf, id, signal);
        if (said.outcome !== "not_found") return said;
        const byUs = { ...heardOf, by: WITHDRAWN };
        await hearRail(payments, byUs, { ...rejected, reason: "subject_erased" });
        return { outcome: "refused" };
      }
      // The rail may have it from an attempt before; it is asked, and in the end somebody has to look.
      if (terms === undefined) return { outcome: "unknown" };
      // Somebody may have said meanwhile how it ended.
      if (!isSubmittable(await read(tenant, payment))) return { outcome: "refused" };
      const submitted = await rail.submit(terms, signal);
      if (submitted.outcome === "received") return { outcome: "known", ref: submitted.ref };
      if (submitted.outcome !== "refused") return submitted;
      await hearRail(payments, heardOf, { ...rejected, reason: submitted.code });
      return { outcome: "refused" };
    },
    ask: ({ tenant, command: { payment, submission }, meta }, signal) =>
      asked({ tenant, payment, meta }, submission, signal),
  };
}

/** It is not the rail that says so. */
const WITHDRAWN = { actor: "payments", action: "payment.withdrawn" };

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
