import { setTimeout as sleep } from "node:timers/promises";

import { type Database, openDatabase } from "@holdfast/postgres";
import { type CrashServer, testDatabase } from "@holdfast/postgres/testing";

import { tokenMaker } from "../payments/token-maker.ts";
import { auditPayments } from "./audit/audit-payments.ts";
import { HttpClient } from "./http-client.ts";
import { Instances } from "./instances.ts";
import { Onlookers } from "./onlookers.ts";
import type { Plan } from "./plan.ts";
import { isAccepted, isRefused, type Told } from "./told.ts";
import { Workers } from "./workers.ts";

const MIGRATIONS = new URL("../../../services/payments/migrations/", import.meta.url);
const POLL_MS = 50;
/** Holds last two seconds at most, and are released within one. */
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
  const place = { service: "payments", schema: "payments", hasEventStore: true, adminUrl };
  const database = held.use(await testDatabase({ ...place, migrations: MIGRATIONS }));
  const admin = held.use(openDatabase({ url: database.adminUrl, applicationName: "audit" }));
  const tokens = tokenMaker();
  const count = plan.instances;
  const instances = held.use(await Instances.start({ count, server, database, tokens }));
  const client = held.use(new HttpClient());
  const passes = plan.tenants.map((tenant) => tokens.tokenOf(tenant, PERMISSIONS));
  const counter = {
    client,
    urlFor: (number: number) => instances.urlFor(number),
    tokenOf: (tenant: number) => passes[tenant] ?? "",
  };
  const workers = new Workers(counter);
  await workers.work(plan.openings);
  await Promise.all([workers.work(plan.operations), sufferAll(stage, { instances, workers })]);
  await workers.repeat();
  const left = await cameToRest(admin);
  if (left > 0) return [`${left} holds that are over are never released`];
  await stage.damage?.(admin);
  const seen = await new Onlookers(counter, plan).look(workers.told);
  await instances.end();
  note(tally(workers.told));
  return [
    ...seen,
    ...(await auditPayments({ admin, plan, told: workers.told, keys: instances.keys })),
  ];
}

async function sufferAll(
  { plan, note }: Stage,
  { instances, workers }: { readonly instances: Instances; readonly workers: Workers },
): Promise<void> {
  for (const fault of plan.faults) {
    await workers.answered(fault.afterAnswers);
    note(`after ${fault.afterAnswers} answers more: SIGKILL of ${fault.breakage}`);
    await instances.suffer(fault);
  }
}

/** Holds that are over and not released yet, once there are none or it has been waited for long enough. */
async function cameToRest(admin: Database): Promise<number> {
  const text = `select count(*)::int as n from payments.transfer
    where kind = 'pending' and resolution is null and expires_at is not null`;
  for (const untilMs = performance.now() + REST_MS_MAX; ;) {
    const [row] = (await admin.query<{ readonly n: number }>({ text })).rows;
    if (row?.n === 0) return 0;
    if (performance.now() > untilMs) return row?.n ?? Number.NaN;
    await sleep(POLL_MS);
  }
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
