import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { backUp, restore, verifyBackup } from "../src/backup/index.ts";
import { eventStoreMigrations } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";
import { contentOf, namesIn, sizeOfSchema } from "./backup-stage.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PROCESS = fileURLToPath(new URL("./backup-process.ts", import.meta.url));

const held = new AsyncDisposableStack();
let folder: string;
let source: Place;
let target: Place;
type Place = { readonly server: TestDatabase; readonly admin: Database };
beforeAll(async () => {
  folder = held.use(await temporaryFolder(0o700)).path;
  [source, target] = [await openPlace(), await openPlace()];
  await target.admin.query({ text: "drop schema ledger cascade" });
  // More than it takes for a table to tell of itself before its end.
  const text = `insert into ledger.commands
    select gen_random_uuid(), 'key:' || n, 0, '\\x00', 's-1', 1, n, 1, to_json(repeat('x', 500)), now()
    from generate_series(1, 40000) n`;
  await source.admin.query({ text });
});
afterAll(() => held.disposeAsync());

async function openPlace(): Promise<Place> {
  const options = { service: "ledger", schema: "ledger", hasEventStore: true };
  const server = held.use(await testDatabase(options));
  const admin = held.use(openDatabase({ url: server.adminUrl, applicationName: "test" }));
  return { server, admin };
}

type Point = readonly [step: string, times: string];

/** Runs until it stops at that point, and kills it there. */
async function killAt(kind: string, place: Place, point: Point): Promise<void> {
  const words = [PROCESS, kind, place.server.adminUrl, join(folder, "whole"), ...point];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const [said] = await Promise.race([once(child.stdout, "data"), exit]);
  expect(String(said)).toBe("stopped\n");
  child.kill("SIGKILL");
  await exit;
  await untilGone(place);
}

/** The server notices that a client is gone when it next reads from it or writes to it. */
async function untilGone(place: Place): Promise<void> {
  const text = `select from pg_stat_activity where datname = current_database()
    and application_name in ('ledger-backup', 'ledger-restore')`;
  while ((await place.admin.query({ text })).rowCount > 0) continue;
}

/** In the middle of a table, after the last one, and when only the name is missing. */
const BACKING_UP: readonly Point[] = [
  ["copying commands", "1"],
  ["copying subscriptions", "1"],
  ["finishing", "1"],
  ["finishing", "2"],
];

test.each(BACKING_UP)(
  "SIGKILL while backing up, at %s (%s), leaves nothing under the name of the backup",
  async (...point) => {
    await killAt("back-up", source, point);
    const names = await namesIn(folder);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.startsWith("whole.partial-"))).toEqual([]);
  },
);

test("what was left behind is not in the way of the next backup", async () => {
  const { url, directory } = { url: source.server.adminUrl, directory: join(folder, "whole") };
  await backUp({ url, service: "ledger", schema: "ledger", directory });
  expect((await verifyBackup(directory)).tables).toContainEqual(
    expect.objectContaining({ name: "commands", rows: 40_000 }),
  );
});

/** Before the first table, in the middle of a table, after the last one, and before the commit. */
const RESTORING: readonly Point[] = [
  ["migrating", "1"],
  ["loading commands", "1"],
  ["building", "1"],
  ["finishing", "1"],
];

test.each(RESTORING)("SIGKILL while restoring, at %s (%s), leaves no schema", async (...point) => {
  await killAt("restore", target, point);
  expect(await sizeOfSchema(target.admin)).toBe(0);
});

test("what was killed is not in the way of the next restore", async () => {
  const migrations = [eventStoreMigrations];
  await restore({ url: target.server.adminUrl, directory: join(folder, "whole"), migrations });
  expect(await contentOf(target.admin)).toEqual(await contentOf(source.admin));
});
