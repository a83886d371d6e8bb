import { randomUUID } from "node:crypto";

import type { Tagged } from "@holdfast/cqrs";
import { readEvent } from "@holdfast/cqrs/event-store";
import { scenarioWorld } from "@holdfast/scenarios";
import { type HttpAnswer, type HttpRequest, httpRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";
import { afterAll } from "vitest";

import { type GopherPayRequest, tellGopherPay } from "./in-memory/tell-gopher-pay.ts";
import { sql } from "./log-of.ts";
import { logSeen } from "./log-seen.ts";
import { openSurroundings, startPayments } from "./start-payments.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const tenant = randomUUID();
const surroundings = held.use(await openSurroundings());
const service = held.use(await startPayments(surroundings, { GOPHERPAY_TENANT: tenant }));

const PREFIX_LENGTH = 8;
/** The service has one tenant, so that each scenario has numbers of its own, which no text shows. */
const prefixOf = (scenario: string): string => `${scenario.slice(0, PREFIX_LENGTH)}-`;

function withoutPrefix(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}-(?=ACC)/g, "");
}

/** There are no keys here: whoever sends a request again means another one. So none is sent again. */
const answers = new Map<string, HttpAnswer>();

async function send({ method, path, headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
  const id = `${headers["id"]}`;
  const before = answers.get(id);
  if (before !== undefined) return before;
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = { status: response.status, body: await response.json() };
  answers.set(id, answer);
  return answer;
}

const store = logSeen(async (scenario) => {
  const rows = await sql<{ type: string; data: string }>(
    surroundings.database,
    `select type, data::text from payments.events
     where tenant_id = $1 and type in ('AccountOpened', 'TransferPosted') order by position`,
    [tenant],
  );
  return happened(rows, prefixOf(scenario));
});

/** Openings with what was paid in, and transfers, of the accounts whose numbers begin so. */
function happened(
  rows: readonly { readonly type: string; readonly data: string }[],
  prefix: string,
): readonly Tagged[] {
  const numbers = new Map<string, string>();
  const events: (Tagged & { readonly number?: string })[] = [];
  for (const { type, data } of rows) {
    const fields = new Map(Object.entries(readEvent(type, data)));
    const text = (name: string): string => fields.get(name) ?? "";
    const [number, from] = [text("number"), numbers.get(text("debitAccount"))];
    const [amount, currency] = [fields.get("amount") ?? 0n, text("ledger")];
    const sum = { amount, currency };
    if (type === "AccountOpened" && number.startsWith(prefix)) {
      numbers.set(text("account"), number.slice(prefix.length));
      events.push({ type: "Opened", ...sum, number: number.slice(prefix.length) });
    }
    const to = numbers.get(text("creditAccount"));
    if (to === undefined) continue;
    const at = events.findIndex((event) => event.number === to);
    if (from === undefined) events.splice(at, 1, { type: "Opened", ...sum, number: to });
    else events.push(Object.assign({ type: "Transferred" }, { from, to, ...sum }));
  }
  return events;
}

const httpOfGopherPay = httpRunner<GopherPayRequest>({
  request(request, { tenant: scenario, commandId: id }) {
    const prefix = prefixOf(scenario);
    const { amount, currency } = request;
    const sum = { amount: Number(amount), currency };
    const sent = { method: "POST", headers: { id } };
    if (request.type === "Open") {
      return { ...sent, path: "/accounts", body: { ...sum, number: prefix + request.number } };
    }
    const { from, to, path = from } = request;
    const body = { ...sum, from: prefix + from, to: prefix + to };
    return { ...sent, path: `/accounts/${prefix + path}/transfer`, body };
  },
  send,
  refusal({ status, body }) {
    const sentence = String(JSON.parse(JSON.stringify(body)).message);
    const code = CODES.get(status) ?? `status_${status}`;
    // A request that is none has a text of the house.
    const data = status === 400 ? { status } : { status, message: withoutPrefix(sentence) };
    return { code, sentence, data };
  },
  store,
  newStream: () => ({ tenant: randomUUID(), streamId: randomUUID() }),
  world: scenarioWorld(),
  readModels: {
    async account({ tenant: scenario, query }) {
      const prefix = prefixOf(scenario);
      const number = Object.values(query ?? {}).join("");
      const response = await fetch(`${service.url}/api/v1/accounts/${prefix}${number}`);
      const text = await response.text();
      return [JSON.parse(withoutPrefix(text))];
    },
  },
});

const CODES = new Map([
  [400, "invalid"],
  [404, "not_found"],
  [409, "taken"],
  [422, "refused"],
]);

runFeature(tellGopherPay(), httpOfGopherPay);
