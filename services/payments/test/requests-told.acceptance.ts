import { randomUUID } from "node:crypto";

import type { Refusal, Tagged } from "@holdfast/cqrs";
import { readEvent } from "@holdfast/cqrs/event-store";
import { scenarioWorld } from "@holdfast/scenarios";
import { type HttpAnswer, type HttpRequest, httpRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";
import { afterAll } from "vitest";

import { namedUuid } from "../src/application/named-uuid.ts";
import { tellKeys, tellTenants } from "./in-memory/tell-requests.ts";
import type { ToldRequest, ToldWrite, Who } from "./in-memory/told-requests.ts";
import { sql } from "./log-of.ts";
import { logSeen } from "./log-seen.ts";
import {
  type Answer,
  type Caller,
  isReplayed,
  openSurroundings,
  startPayments,
} from "./start-payments.ts";
import { idOf, nameOf } from "./told-ids.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const surroundings = held.use(await openSurroundings());
const service = held.use(await startPayments(surroundings));

/** Each scenario has tenants of its own. */
const tenantOf = (scenario: string, name: string): string => namedUuid(scenario, name);
const TENANTS = ["north", "south"];

const callers = new Map<string, Promise<Caller>>();
const answers = new Map<string, string>();

/** What was asked, by the path that the runner sends it to. */
const asked = new Map<string, { readonly scenario: string; readonly request: ToldRequest }>();

async function callerOf(scenario: string, { tenant, may }: Who): Promise<Caller> {
  const who = { tenant: tenantOf(scenario, tenant), permissions: [...may] };
  const name = JSON.stringify(who);
  const caller = callers.get(name) ?? service.caller(who);
  callers.set(name, caller);
  return caller;
}

async function send({ path }: HttpRequest): Promise<HttpAnswer> {
  const found = asked.get(path);
  if (found === undefined) throw new RangeError(`nothing was asked at ${path}`);
  const { scenario, request } = found;
  if (request.type === "TryInVain") {
    const { status, json } = await write(scenario, request.request);
    return { status: status < 500 ? 200 : status, body: json };
  }
  if (request.type !== "LookAt") return toldAlike(await write(scenario, request), found);
  const caller = await callerOf(scenario, request.by);
  const { status, json } = await caller.get(`/v1/accounts/${idOf(request.account)}`);
  return { status, body: json };
}

async function write(scenario: string, request: ToldWrite): Promise<Answer> {
  const caller = await callerOf(scenario, request.by);
  if (request.type === "Open") {
    const { account, isHouse } = request;
    const limit = isHouse ? "none" : "debits_must_not_exceed_credits";
    const kind = { ledger: "USD", code: isHouse ? 3_000 : 2_000, normal_side: "credit", limit };
    return caller.post("/v1/accounts", { id: idOf(account), ...kind }, request.key);
  }
  const { from, to, amount } = request;
  const sides = { debit_account: idOf(from), credit_account: idOf(to) };
  return caller.post("/v1/transfers", { ...sides, amount: `${amount}` }, request.key);
}

/** What was done once is answered alike, to the last byte, and says that it is a repetition. */
function toldAlike(
  answer: Answer,
  { scenario, request }: { readonly scenario: string; readonly request: ToldRequest },
): HttpAnswer {
  const { status, text, json } = answer;
  if (status < 300) {
    const content = JSON.stringify(request, (_key, value: unknown) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    const name = `${scenario} ${content}`;
    const first = answers.get(name);
    answers.set(name, text);
    const isAgain = isReplayed(answer);
    if (isAgain !== (first !== undefined) || (isAgain && first !== text)) {
      throw new TypeError(`this is not the answer of a request that was sent once: ${text}`);
    }
  }
  return { status, body: json };
}

type Row = Record<string, unknown> & {
  readonly key: string;
  readonly tenant: string;
  readonly type: string;
  readonly data: string;
};

/** What has happened to the tenants of a scenario, each with the key of its request. */
const store = logSeen(async (scenario) => {
  const ids = TENANTS.map((name) => tenantOf(scenario, name));
  const rows = await sql<Row>(
    surroundings.database,
    `select c.command_id as key, e.tenant_id as tenant, e.type, e.data::text
     from payments.events as e join payments.commands as c using (tenant_id, stream_id, version)
     where e.tenant_id = any ($1::uuid[]) and e.category <> 'audit' order by e.position`,
    [ids],
  );
  return rows.map((row) => happened(row, TENANTS[ids.indexOf(row.tenant)] ?? row.tenant));
});

function happened({ key: commandId, type, data }: Row, tenant: string): Tagged {
  const fields = new Map(Object.entries(readEvent(type, data)));
  const named = (field: string): string => nameOf(String(fields.get(field)));
  const known = { tenant, key: commandId.replace(/^key:/, "") };
  const done =
    type === "AccountOpened"
      ? { type: "Opened", account: named("account"), isHouse: fields.get("limit") === "none" }
      : { type: "Paid", from: named("debitAccount"), to: named("creditAccount") };
  const amount = fields.get("amount");
  return { ...known, ...done, ...(amount !== undefined && { amount }) };
}

const httpOfPayments = httpRunner<ToldRequest>({
  request(request, { tenant: scenario, commandId }) {
    asked.set(commandId, { scenario, request });
    return { method: "POST", path: commandId };
  },
  send,
  refusal: ({ body }) => refusalOf(body),
  store,
  newStream: () => {
    const tenant = randomUUID();
    return { tenant, streamId: tenant };
  },
  world: scenarioWorld(),
  readModels: {
    async accounts({ tenant: scenario, query }) {
      const name = Object.values(query ?? {}).join("");
      const caller = await callerOf(scenario, { tenant: name, may: ["read:account"] });
      const { json } = await caller.get("/v1/accounts");
      const shown: readonly { id: string; balances: { posted: string } }[] = json.data;
      return shown.map(({ id, balances }) => ({
        account: nameOf(id),
        balance: BigInt(balances.posted),
      }));
    },
  },
});

const AMOUNTS = new Set(["available", "required"]);

/** The refusal that a problem tells, with names for ids and numbers for digits. */
function refusalOf(body: unknown): Refusal {
  const problem = JSON.parse(JSON.stringify(body));
  const data = Object.entries(problem.params ?? {}).map(([key, value]) => [
    key,
    AMOUNTS.has(key) ? BigInt(String(value)) : nameOf(String(value)),
  ]);
  return { code: problem.code, sentence: problem.detail, data: Object.fromEntries(data) };
}

for (const tell of [tellKeys, tellTenants]) runFeature(tell(), httpOfPayments);
