import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Database, openDatabase } from "@holdfast/postgres";
import { type CrashServer, testDatabase } from "@holdfast/postgres/testing";

import { type Child, startChild } from "../child.ts";
import { auditModels } from "./audit/audit-models.ts";
import { auditStory, type Evidence } from "./audit/audit-story.ts";
import { keyOf } from "./audit/remembered.ts";
import type { Fault, Story } from "./draw-story.ts";
import { type Entry, readJournal } from "./journal.ts";
import type { KernelQuestions } from "./kernel-questions.ts";
import { SCHEMA } from "./place.ts";
import { type StallingProxy, stallingProxy } from "./stalling-proxy.ts";

const PROGRAM = new URL("kernel-process.ts", import.meta.url);
const MIGRATIONS = new URL("migrations/", import.meta.url);

/** Where a story happens. */
type Stage = {
  readonly story: Story;
  readonly seed: number;
  readonly server: CrashServer;
  readonly note: (text: string) => void;
};

/** What happens while processes of the kernel run; returns what it finds. */
type Happening = (life: Life, scene: Scene) => Promise<readonly string[]>;

/** The database that they run on. */
export type Scene = {
  readonly admin: Database;
  readonly urls: { readonly url: string; readonly systemUrl: string; readonly adminUrl: string };
};

/** Lives through a story on a fresh database; returns what the audit finds. */
export async function liveStory(
  stage: Stage,
  happening: Happening = (life, { admin }) => sufferFaults(life, stage.story.faults, admin),
): Promise<readonly string[]> {
  await using held = new AsyncDisposableStack();
  const { server } = stage;
  const folder = await mkdtemp(join(tmpdir(), "holdfast-soak-"));
  held.defer(() => rm(folder, { recursive: true, force: true }));
  const database = held.use(
    await testDatabase({
      service: SCHEMA,
      schema: SCHEMA,
      migrations: MIGRATIONS,
      hasEventStore: true,
      adminUrl: server.adminUrl,
    }),
  );
  const proxy = held.use(await stallingProxy(() => Number(new URL(server.adminUrl).port)));
  const admin = held.use(openDatabase({ url: database.adminUrl, applicationName: "audit" }));
  const life = held.use(new Life({ ...stage, folder, proxy, admin, urls: database }));
  await life.begin();
  const early = await happening(life, { admin, urls: database });
  await life.end();
  stage.note(tally(life.entries()));
  const evidence: Evidence = {
    admin,
    urls: database,
    entries: life.entries(),
    orphans: life.orphans(),
  };
  return [...early, ...(await auditStory(evidence))];
}

/** Lets one thing break after the other, and audits what can be audited in between. */
async function sufferFaults(
  life: Life,
  faults: readonly Fault[],
  admin: Database,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const fault of faults) {
    await life.suffer(fault);
    found.push(...(await auditModels(admin)));
  }
  return found;
}

/** How many commands got which answer. */
function tally(entries: readonly Entry[]): string {
  const told = entries.flatMap((entry) => (entry.entry === "told" ? [entry.outcome] : []));
  const counts = [...Map.groupBy(told, (outcome) => outcome)];
  return counts.map(([outcome, all]) => `${all.length} ${outcome}`).join(", ");
}

type Kernel = { readonly number: number; readonly child: Child<KernelQuestions> };

type Surroundings = Stage & {
  readonly folder: string;
  readonly proxy: StallingProxy;
  readonly admin: Database;
  readonly urls: { readonly url: string; readonly systemUrl: string };
};

class Life implements AsyncDisposable {
  readonly #around: Surroundings;
  readonly #kernels: Kernel[] = [];
  readonly #journals: string[] = [];
  readonly #living = new Map<number, string>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async begin(): Promise<void> {
    for (let number = 0; number < this.#around.story.kernels; number += 1)
      await this.#start(number);
  }

  /** Waits until it is time for a fault, lets it happen, and mends what is broken. */
  async suffer({ breakage, afterAnswers, pick }: Fault): Promise<void> {
    const { server, proxy, story, note } = this.#around;
    const victim = this.#kernels[pick % this.#kernels.length];
    if (victim === undefined) throw new RangeError("no kernel runs");
    await victim.child.ask("answered", afterAnswers);
    note(`after ${afterAnswers} answers more: ${breakage}`);
    switch (breakage) {
      case "server":
        await server.kill();
        return server.restart();
      case "kernel":
        return this.#replace(victim);
      case "both":
        await Promise.all([server.kill(), victim.child[Symbol.asyncDispose]()]);
        await server.restart();
        return this.#replace(victim);
      case "sessions":
        return this.#endSessions(pick);
      case "stall":
        return proxy.stall(story.stallMs);
      default:
        return breakage satisfies never;
    }
  }

  /** Lets all callers get their answers, and subscriptions their events. */
  async end(): Promise<void> {
    await Promise.all(this.#kernels.map(({ child }) => child.ask("rest", null)));
    await Promise.all(this.#kernels.map(({ child }) => child.ask("drain", null)));
  }

  entries(): readonly Entry[] {
    return this.#journals.flatMap(readJournal);
  }

  /** Commands that a process which was killed has sent: it can ask for none of them again. */
  orphans(): ReadonlySet<string> {
    const living = new Set(this.#living.values());
    const dead = this.#journals.filter((journal) => !living.has(journal)).flatMap(readJournal);
    return new Set(dead.flatMap((entry) => (entry.entry === "sent" ? [keyOf(entry)] : [])));
  }

  async #start(number: number): Promise<void> {
    const { story, seed, folder, urls, proxy } = this.#around;
    const { callers, kinds, holdMs, rebuilds } = story;
    const name = `kernel-${this.#journals.length}`;
    const journal = join(folder, `${name}.ndjson`);
    const child = startChild<KernelQuestions>(PROGRAM);
    this.#kernels[number] = { number, child };
    this.#living.set(number, journal);
    await child.ask("start", {
      name,
      seed: seed + this.#journals.push(journal),
      appUrl: through(proxy, urls.url),
      systemUrl: through(proxy, urls.systemUrl),
      journal,
      callers,
      kinds,
      holdMs,
      rebuilds,
    });
  }

  async #replace({ number, child }: Kernel): Promise<void> {
    await child[Symbol.asyncDispose]();
    await this.#start(number);
  }

  /** Ends every other session, from the first or the second on. */
  async #endSessions(pick: number): Promise<void> {
    const text = `select pg_terminate_backend(pid) from (
        select pid, row_number() over (order by pid) as no from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()) as s
      where no % 2 = $1`;
    await this.#around.admin.query({ text, values: [pick % 2] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#kernels.map(({ child }) => child[Symbol.asyncDispose]()));
  }
}

function through({ port }: StallingProxy, url: string): string {
  const changed = new URL(url);
  changed.host = `127.0.0.1:${port}`;
  return changed.href;
}
