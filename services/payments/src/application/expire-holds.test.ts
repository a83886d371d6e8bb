import { refuse } from "@holdfast/cqrs";
import { expect, it } from "vitest";

import type { Due } from "./due.ts";
import { expireHolds } from "./expire-holds.ts";
import type { LedgerOutcome, LedgerRequest } from "./ledger-request.ts";

const hold: Due = {
  tenant: "t1",
  id: "11111111-1111-4111-8111-111111111111",
  expiresAt: "2026-11-26T10:00:00.000Z",
};

function refused(code: "exists_with_different_flags" | "pending_transfer_expired"): LedgerOutcome {
  return { status: "refused", refusal: refuse(code, "no", { transfer: "taken" }) };
}

/** What was sent for a hold whose commands are answered like this, and what was told of it. */
async function released(answers: readonly LedgerOutcome[]) {
  const sent: LedgerRequest[] = [];
  const told: string[] = [];
  const done = {
    status: "done",
    position: 1n,
    isNew: true,
    results: [],
    transfers: new Map(),
    accounts: new Map(),
  } as const;
  await expireHolds(
    {
      find: async ({ after }) => (after === undefined ? [hold] : []),
      door: {
        async execute(request) {
          sent.push(request);
          return answers[sent.length - 1] ?? done;
        },
      },
      onReleased: () => told.push("released"),
      onRefused: (_due, code) => told.push(code),
    },
    new AbortController().signal,
  );
  const ids = sent.flatMap(({ command }) =>
    command.type === "PostTransfers" ? command.items.map(({ id }) => id) : [],
  );
  return { ids, commands: new Set(sent.map(({ commandId }) => commandId)), told };
}

it("a hold is released by an id made of its own", async () => {
  const { ids, told } = await released([]);
  expect(ids).toEqual((await released([])).ids);
  expect([ids.length, told]).toEqual([1, ["released"]]);
});

it("a hold is released under another id where somebody has taken the one that was to be used", async () => {
  const { ids, commands, told } = await released([
    refused("exists_with_different_flags"),
    refused("exists_with_different_flags"),
  ]);
  expect([new Set(ids).size, commands.size, told]).toEqual([3, 3, ["released"]]);
});

it("a hold that has ended is not tried again", async () => {
  const { ids, told } = await released([refused("pending_transfer_expired")]);
  expect([ids.length, told]).toEqual([1, ["pending_transfer_expired"]]);
});

it("nobody is tried for ever", async () => {
  const taken = Array.from({ length: 9 }, () => refused("exists_with_different_flags"));
  const { ids, told } = await released(taken);
  expect([ids.length, told]).toEqual([5, ["exists_with_different_flags"]]);
});
