import { expect, it } from "vitest";

import { requested } from "../../test/in-memory/payment-story.ts";
import { railDoor } from "./rail-door.ts";

it("a payment of which somebody has said how it ended is not given to the rail any more", async () => {
  const unwanted = () => Promise.reject(new RangeError("the rail is not to hear of it"));
  const at = requested.at;
  const door = railDoor({
    rail: { submit: unwanted, ask: unwanted, outcomes: unwanted },
    read: async () => [requested, { type: "RailRejected", reason: "resolved_by_hand", at }],
    submissions: {
      remember: async () => "remembered",
      withdraw: async () => "withdrawn",
      find: async () => new Map(),
    },
    payments: { handle: unwanted, handleMany: unwanted },
  });
  const command = { type: "SubmitPayment", payment: "17", submission: "17" } as const;
  const said = await door.submit({ tenant: "t1", command }, new AbortController().signal);
  expect(said).toEqual({ outcome: "refused" });
});
