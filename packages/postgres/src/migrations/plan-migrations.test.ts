import { expect, test } from "vitest";

import type { MigrationFile } from "./migration-file.ts";
import { planMigrations } from "./plan-migrations.ts";

function file(number: number, change: Partial<MigrationFile> = {}): MigrationFile {
  const name = `${String(number).padStart(4, "0")}-step.sql`;
  return { number, name, sql: "", checksum: `sum ${number}`, isBreaking: false, ...change };
}

test("what is not applied is pending, in order", () => {
  const files = [file(1), file(2), file(3)];
  expect(planMigrations(files, [file(1)])).toEqual([file(2), file(3)]);
  expect(planMigrations(files, files)).toEqual([]);
  expect(planMigrations([], [])).toEqual([]);
});

test("a missing number is refused, also at the beginning", () => {
  const missing = { code: "migration_number_missing" };
  expect(() => planMigrations([file(1), file(3)], [])).toThrow(expect.objectContaining(missing));
  expect(() => planMigrations([file(2)], [])).toThrow("0001 is missing before 0002-step.sql");
});

test("a number that two files have is refused", () => {
  const twice = [file(1), file(1, { name: "0001-other.sql" })];
  expect(() => planMigrations(twice, [])).toThrow(
    "0001-other.sql and 0001-step.sql have the same number",
  );
});

test("a file that changed after it was applied is refused", () => {
  const changed = [file(1, { checksum: "another" })];
  expect(() => planMigrations(changed, [file(1)])).toThrow(
    expect.objectContaining({ code: "migration_changed" }),
  );
});

test("a file below one that was applied is refused", () => {
  expect(() => planMigrations([file(1), file(2)], [file(2)])).toThrow(
    expect.objectContaining({ code: "migration_out_of_order" }),
  );
});

test("a database that is ahead is accepted unless a migration it has is breaking", () => {
  const harmless = [file(1), file(2)];
  expect(planMigrations([file(1)], harmless)).toEqual([]);
  const breaking = [...harmless, file(3, { isBreaking: true })];
  expect(() => planMigrations([file(1)], breaking)).toThrow(
    expect.objectContaining({ code: "migration_breaking_ahead" }),
  );
});

test("a breaking migration that the code knows is no obstacle", () => {
  const files = [file(1, { isBreaking: true }), file(2)];
  expect(planMigrations(files, files.slice(0, 1))).toEqual(files.slice(1));
});
