import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore, type PostgresEventStore } from "@holdfast/postgres/event-store";
import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";
import { runToEnd } from "@holdfast/service-process";

export const MAIN = new URL("../src/main.ts", import.meta.url);
export const NIL = "00000000-0000-0000-0000-000000000000";
export const OTHER = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";

/** A database with a log, and the program beside it. */
export type OperatorStage = AsyncDisposable & {
  readonly server: TestDatabase;
  readonly admin: Database;
  readonly system: Database;
  readonly store: PostgresEventStore;
  /** What the program says to some command lines, one below the other, with what differs from run to run left out. */
  readonly transcript: (...lines: readonly string[]) => Promise<string>;
};

/** Opens a stage; its log is written in a time that begins at ten o'clock, with ids that count. */
export async function openOperatorStage(): Promise<OperatorStage> {
  await using held = new AsyncDisposableStack();
  const server = held.use(
    await testDatabase({ service: "ledger", schema: "ledger", hasEventStore: true }),
  );
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "test", max: 3 }));
  const admin = open(server.adminUrl);
  let ms = Date.UTC(2026, 10, 26, 10);
  let count = 0;
  const store = held.use(
    postgresEventStore({
      database: open(server.url),
      schema: "ledger",
      nowMs: () => (ms += 250),
      newEventId: () => eventId((count += 1)),
    }),
  );
  const stage = { server, admin, system: open(server.systemUrl), store };
  const disposal = held.move();
  return {
    ...stage,
    transcript: (...lines) => transcript(server, lines),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** The id of the event that is made as that one. */
export function eventId(count: number): string {
  return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
}

async function transcript(server: TestDatabase, lines: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const line of lines) {
    const env = { HOLDFAST_DATABASE_URL: server.systemUrl };
    const args = line.split(" ").filter(Boolean);
    const { code, stdout, stderr } = await runToEnd({ entry: MAIN, args, env });
    const complaints = stderr.replaceAll(/^(?=.)/gmu, "! ");
    parts.push(`$ holdfast ${line}\n${stdout}${complaints}[${code}]\n`);
  }
  return parts.map((part) => lasting(part, server)).join("\n");
}

/** Leaves out where the database is, how long ago something was with the width it took, the names of migrations, and the progress that a slow machine sees. */
function lasting(text: string, { systemUrl }: TestDatabase): string {
  const { host, pathname } = new URL(systemUrl);
  return text
    .replaceAll(`${host}${pathname}`, "HOST/DATABASE")
    .replaceAll(/\b\d+(?:\.\d)? (?:s|min|h|d)\b/gu, "AGE")
    .replaceAll(/ +(AGE|-)(?=\s)/gu, " $1")
    .replaceAll(/(?:\d{4}-[a-z-]+\.sql(?:, )?)+/gu, "FILES")
    .replaceAll(/^! holdfast: .+, AGE\n/gmu, "")
    .replaceAll(/(?<=replayAskedAt":")[^"]+/gu, "NOW")
    .replaceAll(/(?<="lateMs":-?)[\d.]+/gu, "MS");
}
