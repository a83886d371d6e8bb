import { randomUUID } from "node:crypto";

import { postgresEventStore } from "@holdfast/postgres/event-store";
import { expect, it } from "vitest";

import { sendProcessCommand } from "../src/application/send-process-command.ts";
import { SCHEMA } from "../src/schema.ts";
import { equity, moving, openLedgerStage, opening, posting } from "./ledger-stage.ts";

/** Doors that are not gone through here. */
const shut = () => Promise.reject(new RangeError("nobody goes this way"));

it("a step that was told as refused takes no effect any more, and one that took effect is not told as refused", async () => {
  await using stage = await openLedgerStage();
  await using store = postgresEventStore({ database: stage.database, schema: SCHEMA });
  const { tenant } = stage;
  const [house, payer, clearing] = [randomUUID(), randomUUID(), randomUUID()];
  for (const account of [equity(house), opening(payer), opening(clearing)]) await stage.do(account);
  const send = sendProcessCommand({
    ledger: stage.door,
    rail: { submit: shut, ask: shut },
    payments: { handle: shut, handleMany: shut },
    sleep: shut,
  });
  const step = (commandId: string, hold: string = randomUUID()) => {
    const terms = { hold, payer, clearing, amount: 100n, currency: "USD" };
    const command = { type: "HoldFunds", ...terms } as const;
    const message = { tenant, streamId: `transfer-${hold}`, commandId, command };
    return send(message, new AbortController().signal);
  };
  // As the process tells it: an event of its own, under the id of the command.
  const tellRefused = (commandId: string) =>
    store.append({
      tenant,
      streamId: `payment_process-${randomUUID()}`,
      expect: "any",
      commands: [{ commandId, events: [{ type: "CommandRefused" }] }],
    });

  expect(await step("send:1")).toMatchObject({ code: "insufficient_funds" });
  expect(await tellRefused("send:1")).toMatchObject({ status: "ok" });
  await stage.do(posting(moving(house, payer, { amount: 1_000n })));
  // Whoever was frozen before sending it finds money now, and comes too late.
  expect(await step("send:1")).toMatchObject({ code: "command_mismatch" });
  const held = async () => {
    const text = `select count(*)::int as holds from payments.transfer where kind = 'pending'`;
    return (await stage.admin.query<{ holds: number }>({ text })).rows[0]?.holds;
  };
  expect(await held()).toBe(0);

  const hold = randomUUID();
  expect(await step("send:2", hold)).toEqual({ status: "accepted", answer: null });
  expect(await tellRefused("send:2")).toMatchObject({ code: "command_mismatch" });
  expect(await step("send:2", hold)).toEqual({ status: "accepted", answer: null });
  // Long after the log has forgotten the command, the transfer's id is known.
  expect(await step("send:3", hold)).toEqual({ status: "accepted", answer: null });
  expect(await held()).toBe(1);
});
