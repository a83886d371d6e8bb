import { refuse } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { requested as inStory } from "../../test/in-memory/payment-story.ts";
import type { PaymentEvent, PaymentRequested } from "../domain/payment/payment-event.ts";
import type { ProcessCommand } from "../domain/payment/process-command.ts";
import { LedgerBusy } from "./ledger-busy.ts";
import type { LedgerOutcome, LedgerRequest } from "./ledger-request.ts";
import type { PaymentHandling, Submissions, SubmissionStanding } from "./payment-ports.ts";
import { railDoor } from "./rail-door.ts";
import type { Asked, Rail, Submitted } from "./rail.ts";
import { sendProcessCommand } from "./send-process-command.ts";

const requested: PaymentRequested = { ...inStory, submission: "s17" };

const DONE: LedgerOutcome = {
  status: "done",
  position: 1n,
  isNew: true,
  results: [],
  transfers: new Map(),
  accounts: new Map(),
};

type World = {
  readonly ledger?: readonly (LedgerOutcome | Error)[];
  readonly submitted?: Submitted;
  readonly asked?: Asked;
  readonly history?: readonly PaymentEvent[];
  readonly standing?: SubmissionStanding;
};

/** Submissions that all stand like that, and tell what is done to them. */
function standingAs(
  note: (what: string) => void,
  standing: SubmissionStanding = "remembered",
): Submissions {
  const stands = async (what: string): Promise<SubmissionStanding> => {
    note(what);
    return standing;
  };
  return {
    remember: (id) => stands(`remember ${id}`),
    withdraw: (id) => stands(`withdraw ${id}`),
    find: async () => new Map(),
  };
}

/** The doors over a world of these answers; everything that was done, in its order. */
function doorsOf(world: World = {}) {
  const { ledger = [DONE], submitted, asked, history = [requested] } = world;
  const done: string[] = [];
  const submissions = standingAs((what) => done.push(what), world.standing);
  const posted: LedgerRequest[] = [];
  const payments: PaymentHandling = {
    async handle({ streamId, commandId, command }) {
      done.push(`${streamId} ${commandId} ${command.type}`);
      return {
        status: "accepted",
        duplicate: false,
        events: [],
        version: 1,
        position: 1n,
        answer: null,
      };
    },
    handleMany: () => Promise.reject(new RangeError("nobody asks for several")),
  };
  const rail: Rail = {
    async submit(submission) {
      done.push(
        `submit ${submission.id} of ${submission.amount} to ${submission.creditor.account}`,
      );
      return submitted ?? { outcome: "unknown" };
    },
    async ask(submission) {
      done.push(`ask ${submission}`);
      return asked ?? { outcome: "unknown" };
    },
    outcomes: () => Promise.reject(new RangeError("nobody reads")),
  };
  const send = sendProcessCommand({
    ledger: {
      async execute(request) {
        const outcome = ledger[posted.length];
        posted.push(request);
        if (outcome === undefined || outcome instanceof Error) throw outcome ?? new RangeError("?");
        return outcome;
      },
    },
    rail: railDoor({ rail, read: async () => history, submissions, payments }),
    payments,
    sleep: async (ms) => done.push(`rest ${ms}`),
  });
  const { signal } = new AbortController();
  const ids = { tenant: "t1", streamId: "somewhere", commandId: "send:1" };
  const meta = { causationId: "e1" };
  return {
    done,
    posted,
    send: (command: ProcessCommand) => send({ ...ids, command, meta }, signal),
  };
}

const hold = {
  type: "HoldFunds",
  hold: "hold",
  payer: "ann",
  clearing: "clearing",
  amount: 300n,
  currency: "USD",
} as const;
const submit = { type: "SubmitPayment", payment: "17", submission: "s17" } as const;
const ask = { type: "AskRail", payment: "17", submission: "s17" } as const;
const accepted = (answer: unknown) => ({ status: "accepted", answer });

describe("a step of the ledger", () => {
  it.each([
    {
      command: hold,
      item: {
        kind: "transfer",
        id: "hold",
        debitAccount: "ann",
        creditAccount: "clearing",
        amount: 300n,
        isPending: true,
      },
    },
    {
      command: { type: "PostFunds", hold: "hold", post: "post" },
      item: { kind: "post_hold", id: "post", hold: "hold" },
    },
    {
      command: { type: "ReleaseFunds", hold: "hold", release: "release", reason: "AC04" },
      item: { kind: "void_hold", id: "release", hold: "hold", reason: "AC04" },
    },
    {
      command: { type: "ReverseFunds", post: "post", reversal: "reversal", reason: "AC06" },
      item: {
        kind: "reverse",
        id: "reversal",
        original: "post",
        reason: "AC06",
        isForced: false,
      },
    },
  ] as const)("$command.type goes under the id of its command", async ({ command, item }) => {
    const { send, posted } = doorsOf();
    expect(await send(command)).toEqual(accepted(null));
    expect(posted).toMatchObject([
      {
        tenant: "t1",
        commandId: "send:1",
        command: { type: "PostTransfers", items: [item] },
        meta: { causationId: "e1", actor: "payments" },
      },
    ]);
    expect(posted[0]?.command).not.toHaveProperty("items.0.timeoutSeconds");
  });

  it("that was done before is done", async () => {
    const { send } = doorsOf({ ledger: [{ ...DONE, status: "replayed" }] });
    expect(await send(hold)).toEqual(accepted(null));
  });

  it("that is refused is refused", async () => {
    const refusal = refuse("account_frozen", "account ann is frozen", { account: "ann" });
    const { send } = doorsOf({ ledger: [{ status: "refused", refusal }] });
    expect(await send(hold)).toEqual(refusal);
  });

  it("that was told as refused meanwhile is not done any more", async () => {
    const { send } = doorsOf({ ledger: [{ status: "key_reused" }] });
    expect(await send(hold)).toMatchObject({ code: "command_mismatch" });
  });

  it("waits its turn where others wait too", async () => {
    const { send, done, posted } = doorsOf({ ledger: [new LedgerBusy(), DONE] });
    expect(await send(hold)).toEqual(accepted(null));
    expect([done, posted.length]).toEqual([["rest 1000"], 2]);
  });

  it("fails where the ledger fails", async () => {
    const { send } = doorsOf({ ledger: [new RangeError("away")] });
    await expect(send(hold)).rejects.toThrow("away");
  });
});

it("a note goes into the history under the id of its command", async () => {
  const { send, done } = doorsOf();
  const step = { type: "FundsHeld" } as const;
  expect(await send({ type: "NoteStep", step })).toMatchObject({ status: "accepted" });
  expect(done).toEqual(["somewhere send:1 NoteStep"]);
});

describe("a submission", () => {
  it("is not given to the rail once somebody has said how it ended", async () => {
    const { at } = requested;
    const history = [requested, { type: "RailRejected", reason: "resolved_by_hand", at }] as const;
    const { send, done } = doorsOf({ history });
    expect(await send(submit)).toEqual(accepted({ outcome: "refused" }));
    expect(done).toEqual(["remember s17"]);
  });

  it("is written down before the rail hears of it", async () => {
    const { send, done } = doorsOf({ submitted: { outcome: "received", ref: "RL1" } });
    expect(await send(submit)).toEqual(accepted({ outcome: "known", ref: "RL1" }));
    expect(done).toEqual(["remember s17", "submit s17 of 300 to DE1"]);
  });

  it.each(["unknown", "conflict"] as const)(
    "that is %s is an answer, and nothing else",
    async (outcome) => {
      const { send, done } = doorsOf({ submitted: { outcome } });
      expect(await send(submit)).toEqual(accepted({ outcome }));
      expect(done).toHaveLength(2);
    },
  );

  it("that the rail will never take is rejected in its history", async () => {
    const { send, done } = doorsOf({ submitted: { outcome: "refused", code: "malformed" } });
    expect(await send(submit)).toEqual(accepted({ outcome: "refused" }));
    expect(done.at(-1)).toBe("payment-17 inbox:rail:s17:rejected HearRail");
  });

  it("of a payment without a beginning is a mistake", async () => {
    await expect(doorsOf({ history: [] }).send(submit)).rejects.toThrow("no beginning");
  });

  it.each([
    { creditor: { name: { erased: true }, account: { erased: true } } },
    { debtor: { name: { erased: true }, account: { erased: true } } },
    { reference: { erased: true } },
  ] as const)("gives the rail nothing that was erased: %j", async (gone) => {
    const history = [{ ...requested, ...gone }];
    // The rail may have it from an attempt before, of which nothing is concluded.
    const { send, done } = doorsOf({ history });
    expect(await send(submit)).toEqual(accepted({ outcome: "unknown" }));
    expect(done).toEqual(["withdraw s17"]);
    // It was never given to the rail, nor ever will be.
    const first = doorsOf({ history, standing: "withdrawn", asked: { outcome: "not_found" } });
    expect(await first.send(submit)).toEqual(accepted({ outcome: "refused" }));
    const heard = "payment-17 inbox:rail:s17:rejected HearRail";
    expect(first.done).toEqual(["withdraw s17", "ask s17", heard]);
  });

  it.each([
    [{ outcome: "not_found" }, "refused", ["payment-17 inbox:rail:s17:rejected HearRail"]],
    [{ outcome: "unknown" }, "unknown", []],
    [
      { outcome: "found", ref: "RL1", state: "settled", reason: "" },
      "known",
      ["payment-17 inbox:rail:s17:settled HearRail"],
    ],
  ] as const)("that was withdrawn is asked about first: %j", async (asked, outcome, heard) => {
    // A database that was restored knows of no attempt that was made since.
    const { send, done } = doorsOf({ standing: "withdrawn", asked });
    expect(await send(submit)).toMatchObject({ answer: { outcome } });
    expect(done).toEqual(["remember s17", "ask s17", ...heard]);
  });
});

describe("a question", () => {
  it.each(["settled", "rejected", "returned"] as const)(
    "that is answered by %s tells the history",
    async (state) => {
      const asked = { outcome: "found", ref: "RL1", state, reason: "" } as const;
      const { send, done } = doorsOf({ asked });
      expect(await send(ask)).toEqual(accepted({ outcome: "known", ref: "RL1" }));
      expect(done).toEqual(["ask s17", `payment-17 inbox:rail:s17:${state} HearRail`]);
    },
  );

  it.each(["received", "accepted"] as const)(
    "that is answered by %s tells nothing yet",
    async (state) => {
      const { send, done } = doorsOf({
        asked: { outcome: "found", ref: "RL1", state, reason: "" },
      });
      expect(await send(ask)).toEqual(accepted({ outcome: "known", ref: "RL1" }));
      expect(done).toEqual(["ask s17"]);
    },
  );

  it.each(["unknown", "not_found"] as const)(
    "that is answered by %s is passed on",
    async (outcome) => {
      const { send } = doorsOf({ asked: { outcome } });
      expect(await send(ask)).toEqual(accepted({ outcome }));
    },
  );
});
