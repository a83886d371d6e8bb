import { setTimeout as sleep } from "node:timers/promises";

import { type Database, openDatabase } from "@holdfast/postgres";
import { type CrashServer, testDatabase } from "@holdfast/postgres/testing";

import { PAYMENTS_PLACE } from "../payments/payments-place.ts";
import { tokenMaker } from "../payments/token-maker.ts";
import { auditPayments } from "./audit/audit-payments.ts";
import { comingBack, isAtRest, type Payment, PAYMENTS } from "./audit/audit-rail.ts";
import { HttpClient } from "./http-client.ts";
import { Instances } from "./instances.ts";
import { Onlookers } from "./onlookers.ts";
import type { Plan } from "./plan.ts";
import { RailProcess } from "./rail-process.ts";
import { isAccepted, isRefused, type Told } from "./told.ts";
import { Workers } from "./workers.ts";

const POLL_MS = 50;
/** On a busy machine one attempt to reach a server that was just killed may take as long as it is given: five seconds. */
const HOLD_MS = 30_000;
/** Holds last two seconds at most, and payments not much longer. */
const REST_MS_MAX = 60_000;
const PERMISSIONS = [
  "read:account",
  "write:account",
  "admin:account",
  "read:transfer",
  "write:transfer",
  "force:transfer",
  "write:fx",
  "read:ledger",
  "write:payment",
];

/** Where a plan is lived through. */
type Stage = {
  readonly plan: Plan;
  readonly server: CrashServer;
  readonly note: (text: string) => void;
  /** Does damage before the audit, to see whether that finds out. */
  readonly damage?: (admin: Database) => Promise<unknown>;
};

/** Lives through a plan on a fresh database; returns what the audit finds. */
export async function livePlan(stage: Stage): Promise<readonly string[]> {
  const { plan, server, note } = stage;
  await using held = new AsyncDisposableStack();
  const { adminUrl } = server;
  const database = held.use(await testDatabase({ ...PAYMENTS_PLACE, adminUrl }));
  const options = { url: database.adminUrl, applicationName: "audit", holdMs: HOLD_MS };
  const admin = held.use(openDatabase(options));
  const tokens = tokenMaker();
  const rail = held.use(await RailProcess.start(plan.seed));
  const service = { count: plan.instances, server, database, tokens, rail: rail.env };
  const instances = held.use(await Instances.start(service));
  const client = held.use(new HttpClient());
  const passes = plan.tenants.map((tenant) => tokens.tokenOf(tenant, PERMISSIONS));
  const counter = {
    client,
    urlFor: (number: number) => instances.urlFor(number),
    tokenOf: (tenant: number) => passes[tenant] ?? "",
  };
  const workers = new Workers(counter);
  await workers.work(plan.openings);
  await Promise.all([
    workers.work(plan.operations),
    sufferAll(stage, { instances, workers, admin }),
  ]);
  await workers.repeat();
  await rail.calm();
  const left = await cameToRest(admin, comingBack(plan));
  if (left !== undefined) return [`nothing comes to rest: ${left}`];
  await stage.damage?.(admin);
  const seen = await new Onlookers(counter, plan).look(workers.told);
  await instances.end();
  const { told } = workers;
  note(tally(told));
  note(await payments(admin));
  const submissions = await rail.submissions();
  const evidence = { admin, plan, told, keys: instances.keys, submissions };
  return [...seen, ...(await auditPayments(evidence))];
}

type Cast = {
  readonly instances: Instances;
  readonly workers: Workers;
  readonly admin: Database;
};

async function sufferAll(
  { plan, note }: Stage,
  { instances, workers, admin }: Cast,
): Promise<void> {
  for (const fault of plan.faults) {
    await workers.answered(fault.afterAnswers);
    note(`after ${fault.afterAnswers} answers more: SIGKILL of ${fault.breakage}`);
    await instances.suffer(fault);
    // As if the time had passed that the dead had reserved for themselves; of two, the living one loses its own as well.
    for (const text of EXPIRE) await admin.query({ text });
  }
}

const EXPIRE = [
  "update payments.subscriptions set lease_until = '-infinity'",
  "update payments.timers set next_at = due_at",
  "update payments.rail_feed set lease_until = '-infinity'",
];

/** Waits until no hold will expire any more, and every payment has come to an end; otherwise tells what has not. */
async function cameToRest(
  admin: Database,
  coming: ReadonlySet<string>,
): Promise<string | undefined> {
  const text = `select id::text from payments.transfer
    where kind = 'pending' and resolution is null and expires_at is not null`;
  for (const untilMs = performance.now() + REST_MS_MAX; ;) {
    const holds = (await admin.query<{ readonly id: string }>({ text })).rows;
    const payments = (await admin.query<Payment>({ text: PAYMENTS })).rows;
    const going = payments.filter((each) => !isAtRest(each, coming));
    if (holds.length + going.length === 0) return undefined;
    if (performance.now() > untilMs) return JSON.stringify({ holds, going });
    await sleep(POLL_MS);
  }
}

/** How many payments came to what. */
async function payments(admin: Database): Promise<string> {
  const all = (await admin.query<Payment>({ text: PAYMENTS })).rows;
  const ends = Map.groupBy(all, ({ phase, attention }) => attention ?? phase);
  return `payments: ${[...ends].map(([end, list]) => `${list.length} ${end}`).join(", ")}`;
}

/** How many operations came to what, and how often they were sent. */
function tally(told: readonly Told[]): string {
  const all = told.flatMap(({ attempts }) => attempts);
  const accepted = told.filter(({ attempts }) => attempts.some(isAccepted)).length;
  const statuses = [...Map.groupBy(all, ({ answer }) => answer?.status ?? "no answer")];
  const counts = statuses.map(([status, list]) => `${list.length} × ${status}`).toSorted();
  const refused = told.filter(({ attempts }) => attempts.every(isRefused)).length;
  return `${told.length} operations, ${accepted} accepted, ${refused} refused; ${counts.join(", ")}`;
}
