import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import type { AccountCommand } from "@holdfast/cqrs/examples/bank-account";
import { afterAll, expect, it } from "vitest";

import { handleAccount } from "./handle-account.ts";
import { newStream, openPostgresStage } from "./postgres-stage.ts";

const stage = await openPostgresStage();
afterAll(() => stage[Symbol.asyncDispose]());

const program = join(import.meta.dirname, "open-account.ts");

it("what a killed process did, another one knows (S8: nothing outlived its process)", async () => {
  const { tenant, streamId } = newStream();
  const words = [program, stage.server.url, tenant, streamId];
  const child = spawn(process.execPath, words, { stdio: "inherit" });
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);

  const { handle } = handleAccount(stage.store);
  const send = (commandId: string, command: AccountCommand) =>
    handle({ tenant, streamId, commandId, command });
  expect(await send("2", { type: "Deposit", cents: 500n })).toMatchObject({ duplicate: true });
  expect(await send("3", { type: "Withdraw", cents: 501n })).toMatchObject({
    code: "insufficient_funds",
    data: { short: 1n },
  });
  expect(await send("4", { type: "Withdraw", cents: 500n })).toMatchObject({ version: 3 });
});
