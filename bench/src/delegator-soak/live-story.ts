import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { checkToldByTheLog } from "@holdfast/delegator/told-by-the-log";
import { testDatabase } from "@holdfast/postgres/testing";
import { type DelegationRecord, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";

import { SoakFailure } from "../soak-failure.ts";
import { compareWithTruth } from "./compare-with-truth.ts";
import type { Life, Story } from "./draw-story.ts";
import { type Fact, startInstance } from "./instance.ts";

/** Blocks on top of a block that make it final. */
const FINALITY = 2;
/** A life takes a few seconds; one that is not over by then hangs. */
const LIFE_MS_MAX = 45_000;
/** A count that was cut off is still a number, so an audit may be misled as often as faults meet it. */
const FALSE_ALARMS_MAX = 3;

/** Of mainnet, which the stand-in mirrors. */
const CHAIN_ID = "NetXdQprcVkpaWU";
const MIGRATIONS = new URL("../../../services/delegator/migrations/", import.meta.url);

/** Where a story happens. */
export type Stage = {
  readonly seed: number;
  /** The superuser's address of the server. */
  readonly adminUrl: string;
  readonly note: (text: string) => void;
};

type Urls = { readonly url: string; readonly adminUrl: string };

/** Lives through all lives of a story on a fresh database, and compares every row in the end. */
export async function liveStory(story: Story, stage: Stage): Promise<void> {
  const { seed, adminUrl, note } = stage;
  await using database = await testDatabase({
    service: "delegator",
    schema: "delegator",
    migrations: MIGRATIONS,
    hasEventStore: true,
    adminUrl,
  });
  await using chain = await startTzkt({ seed, rows: story.rows });
  const records = [...chain.truth().records()];
  for (const [index, life] of story.lives.entries()) {
    const head = headOf(records, life.grown) ?? chain.head;
    const { rows } = story;
    await using tzkt = await startTzkt({ seed, rows, head, faults: life.faults });
    note(`life ${index + 1} of ${story.lives.length}: head ${head}, ${describe(life)}`);
    await liveThrough({ story, life, database, tzkt, note });
  }
  await compareWithTruth(database.adminUrl, chain.truth());
  await checkToldByTheLog(database.adminUrl, CHAIN_ID);
}

/** A chain that has only so many thousandths of its history; undefined for the whole. */
function headOf(records: readonly DelegationRecord[], grown: number): number | undefined {
  if (grown >= 1000) return undefined;
  return records[Math.floor((records.length * grown) / 1000)]?.level;
}

function describe({ deaths, faults }: Life): string {
  const ends = deaths.map((death) =>
    death === undefined ? "lives" : `${death.count} ${death.after}`,
  );
  return `deaths after ${ends.join(" and ")}, ${faults.faults.length} faults`;
}

type Scene = {
  readonly story: Story;
  readonly life: Life;
  readonly database: Urls;
  readonly tzkt: TzktStandIn;
  readonly note: (text: string) => void;
};

/** Until everybody is dead, or the mirror is as far as the chain and an audit says so. */
async function liveThrough(scene: Scene): Promise<void> {
  const { life, note } = scene;
  const final = scene.tzkt.head - FINALITY;
  const audited = Promise.withResolvers<void>();
  let failedAudits = 0;
  const hear = (fact: Fact): void => {
    const { msg, level, findings } = fact;
    if (NOTEWORTHY.has(msg)) note(JSON.stringify(fact));
    if (msg === "AuditPassed" && level === final) audited.resolve();
    if (msg !== "AuditFailed") return;
    failedAudits += 1;
    if (failedAudits > FALSE_ALARMS_MAX) {
      audited.reject(new SoakFailure(`the audit keeps finding: ${String(findings)}`));
    }
  };
  await using held = new AsyncDisposableStack();
  const starts = life.deaths.map(async (death, index) => {
    const name = `instance ${index + 1}`;
    return held.use(await startInstance({ name, env: environmentOf(scene), death, note, hear }));
  });
  const instances = await Promise.all(starts);
  const allDead = Promise.all(instances.map(({ died }) => died));
  await inTime(Promise.race([audited.promise, allDead]));
}

async function inTime(over: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(LIFE_MS_MAX, undefined, { signal: timer.signal }).then(() => {
    throw new SoakFailure(`not live after ${LIFE_MS_MAX / 1000} s`);
  });
  try {
    await Promise.race([over, late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}

/** Facts that tell the story; requests and pages would drown it. */
const NOTEWORTHY = new Set([
  "LeadershipAcquired",
  "LeadershipLost",
  "SyncStarted",
  "SyncResumed",
  "RangeRestarted",
  "HistoryRanked",
  "CaughtUp",
  "TipAdvanced",
  "AuditPassed",
  "AuditFailed",
  "SyncInterrupted",
]);

/** Node's own default place; a process that starts from it takes 0.2 s of processor time less. */
const COMPILE_CACHE = join(tmpdir(), "node-compile-cache");

function environmentOf({ story, database, tzkt }: Scene): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: database.url,
    DATABASE_ADMIN_URL: database.adminUrl,
    TZKT_URL: tzkt.url,
    TZKT_RPS: "0",
    TZKT_PAGE: String(story.page),
    TZKT_TIMEOUT_CONNECT: "300ms",
    TZKT_TIMEOUT_HEADERS: "300ms",
    TZKT_TIMEOUT_BODY: "300ms",
    TZKT_RETRY_MIN: "1ms",
    TZKT_RETRY_MAX: "50ms",
    SYNC_RANGES: String(story.ranges),
    SYNC_POLL: "50ms",
    SYNC_LEASE: `${story.leaseMs}ms`,
    SYNC_AUDIT: "1s",
    HTTP_HOST: "127.0.0.1",
    HTTP_PORT: "0",
    LOG_LEVEL: "debug",
    LOG_FORMAT: "json",
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  };
}
