import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  held,
  postedHold,
  reversing,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import { PAYMENT_CODE } from "./of-payment.ts";

const part = {
  refusals: { transfer_of_payment: "only its payment ends it or takes it back" },
  events: {
    AccountOpened: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    TransferReversed: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, when } = language;
const { thenHappened, thenRefused } = language;

const hold = held({ transfer: "hold", amount: 600n, code: PAYMENT_CODE });
const HELD = [...ANN_HAS_TEN, hold] as const;
const post = { kind: "post_hold", id: "post", hold: "hold" } as const;
const release = { kind: "void_hold", id: "release", hold: "hold", reason: "by hand" } as const;
const posted = postedHold({ transfer: "hold", by: "post", amount: 600n });

const heldByPayments = feature("Payments: held by payments", () => {
  rule("While the rail has not said where the money is, nobody else moves it", () => {
    scenarioOutline(
      "a payment's hold is not ended by hand",
      [{ end: post }, { end: release }],
      ({ end }) => [
        given(...HELD),
        when(asking(end)),
        thenRefused("transfer_of_payment", { transfer: "hold" }),
      ],
    );
    scenario(
      "the payment ends it",
      given(...HELD),
      when(asking({ ...post, isOfPayment: true })),
      thenHappened(posted),
    );
    scenario(
      "what it has moved is not taken back by hand either",
      given(...HELD, posted),
      when(asking(reversing("back", "post"))),
      thenRefused("transfer_of_payment", { transfer: "post" }),
    );
    scenario(
      "a transfer of somebody else's is their own, whoever asks",
      given(...ANN_HAS_TEN, held({ transfer: "hold", amount: 600n })),
      when(asking({ ...post, isOfPayment: true })),
      thenHappened(postedHold({ transfer: "hold", by: "post", amount: 600n })),
    );
  });
});

runFeature(heldByPayments);
runFeature(heldByPayments, inMemoryRunner);
