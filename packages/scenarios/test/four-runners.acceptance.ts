import { listen } from "@holdfast/http";
import { type Feature, scenarioWorld } from "@holdfast/scenarios";
import { drawn } from "@holdfast/scenarios/fast-check";
import { type HttpRequest, httpRunner, kernelRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";
import { afterAll } from "vitest";

import { tellBankAccount } from "../examples/tell-bank-account.ts";
import { amountsWithin } from "./amounts-within.ts";
import { statementTable } from "./bank-statement-table.ts";
import { commandClient, commandService } from "./command-service.ts";
import { newStream, openPostgresStage, real } from "./postgres-stage.ts";
import { tellReservations } from "./seat-reservation.ts";

const open = new AsyncDisposableStack();
afterAll(() => open.disposeAsync());
const { store, system } = open.use(
  await openPostgresStage(new URL("./bank-migrations/", import.meta.url)),
);
const readModels = { statement: statementTable(system) };
const options = { store, newStream, readModels };

/** A service with a real socket over the same log. */
async function overHttp({ subject }: Feature) {
  const world = scenarioWorld();
  const service = await commandService(subject, { store, world });
  open.defer(() => service.close());
  const { url } = await listen(service, { host: "127.0.0.1", port: 0 });
  const send = async ({ method, path, headers = {}, body }: HttpRequest) => {
    const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  return httpRunner({ ...options, ...commandClient, send, world });
}

const account = tellBankAccount(
  drawn(amountsWithin, { example: { balance: 500n, cents: 250n }, runs: 10 }),
);

for (const feature of [account, tellReservations()]) {
  runFeature(feature, kernelRunner({ ...options, name: "PostgreSQL", sleep: real.sleep }));
  runFeature(feature, await overHttp(feature));
}
