import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommandHandling } from "@holdfast/cqrs/handling";
import {
  inMemoryWrappedKeys,
  localTenantKeys,
  nothingPersonal,
  Sealing,
  subjectKeys,
} from "@holdfast/erasure";
import { type Kernel, openKernel } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import { type PostgresEventStore, uuidV7Source } from "@holdfast/postgres/event-store";
import { fileWitness, openNotary, verifyLog } from "@holdfast/postgres/notary";
import { openMetrics } from "@holdfast/telemetry";

import { alarms } from "../kernel-timers/alarms.ts";
import { account, accountEvents, type Deposit, type Deposited } from "../kernel/account.ts";
import { BENCH_TYPE, benchPersonal } from "../kernel/bench-event.ts";
import { type KernelRival, SCHEMA } from "../kernel/kernel-rival.ts";
import { WrongLog } from "../kernel/wrong-log.ts";
import { notaryKeys } from "../notary-keys.ts";

const ORIGIN = "bench.example/kernel";
const CONNECTIONS = 10;
/** Sixty times as often as usual. */
const SIGN_MS = 1_000;
const KEY_BYTES = 32;
const OF_PROCESSES = [
  "Asked",
  "TimerSet",
  "TimerFired",
  "TimerCancelled",
  "CommandIssued",
  "CommandAccepted",
  "CommandRefused",
];

/** A kernel that only writes. */
export type PlainKernel = AsyncDisposable & {
  readonly store: PostgresEventStore;
  readonly handle: CommandHandling<Deposit, Deposited, never>["handle"];
};

/** A kernel that does all there is to be done about a log while it is written. */
export type TrustedKernel = PlainKernel & {
  /** Events that are signed. */
  signed(): Promise<number>;
  /** Throws `WrongLog` unless the log is what was signed. */
  check(): Promise<void>;
};

/** Commands, counted; nobody reads along. */
export function plainKernel(rival: KernelRival): PlainKernel {
  const held = new AsyncDisposableStack();
  const kernel = held.use(openKernel({ ...opened(rival, held), schema: SCHEMA }));
  const { handle } = depositing(kernel);
  return { store: kernel.store, handle, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** Commands through the seal of personal data, a notary with a witness in a file, processes that follow, and timers. */
export async function trustedKernel(rival: KernelRival): Promise<TrustedKernel> {
  await using held = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "bench-trust-"));
  held.defer(() => rm(folder, { recursive: true }));
  const { signer, believed } = notaryKeys(ORIGIN);
  const databases = opened(rival, held);
  const kernel = held.use(openKernel({ ...databases, schema: SCHEMA, sealing: sealing() }));
  const witness = fileWitness({ ...believed, path: join(folder, "checkpoints") });
  const place = { database: databases.systemDatabase, schema: SCHEMA };
  const options = { ...believed, ...place, signer, witness, nowMs: Date.now };
  const notary = openNotary({ ...options, everyMs: SIGN_MS });
  const stop = new AbortController();
  const running = { owner: "trusted", signal: stop.signal };
  const ends = Promise.all([kernel.runNotary(notary, running), kernel.runProcess(alarms, running)]);
  held.defer(async () => {
    stop.abort();
    await ends;
  });
  const done = held.move();
  const { handle } = depositing(kernel);
  return {
    store: kernel.store,
    handle,
    signed: async () => (await notary.latestCheckpoint())?.size ?? 0,
    async check() {
      const verdict = await verifyLog({ ...believed, ...place });
      if (!verdict.ok) throw new WrongLog(JSON.stringify(verdict.fault));
    },
    [Symbol.asyncDispose]: () => done.disposeAsync(),
  };
}

function depositing(kernel: Kernel): CommandHandling<Deposit, Deposited, never> {
  const options = { context: () => undefined, catalogue: accountEvents, namesNobody: true };
  return kernel.commands(account, options);
}

function opened({ url, systemUrl }: KernelRival, held: AsyncDisposableStack) {
  const open = (from: string) =>
    held.use(openDatabase({ url: from, applicationName: "bench-trust", max: CONNECTIONS }));
  const metrics = openMetrics({ service: "bench" });
  return { database: open(url), systemDatabase: open(systemUrl), metrics };
}

function sealing(): Sealing {
  const key = randomBytes(KEY_BYTES);
  const keys = subjectKeys({
    wrapped: inMemoryWrappedKeys(),
    tenantKeys: localTenantKeys(async () => [key], randomBytes),
    randomBytes,
    nowMs: Date.now,
  });
  const personal = [benchPersonal, nothingPersonal([BENCH_TYPE, ...OF_PROCESSES])];
  return new Sealing({ personal, keys, randomBytes, newEventId: uuidV7Source(Date.now) });
}
