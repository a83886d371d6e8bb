import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { MigrationFile } from "./migration-file.ts";
import { MigrationRefused } from "./migration-refused.ts";

/** Reads the `.sql` files of a directory in the order of their numbers. */
export async function readMigrations(directory: URL | string): Promise<readonly MigrationFile[]> {
  const folder = directory instanceof URL ? fileURLToPath(directory) : directory;
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  const number = NAME.exec(name)?.[1];
  if (number === undefined) {
    throw new MigrationRefused(
      "migration_name_invalid",
      `${name} is not named like 0001-what-it-does.sql`,
    );
  }
  const bytes = await readFile(join(folder, name));
  const sql = bytes.toString("utf8");
  const checksum = createHash("sha256").update(bytes).digest("hex");
  return { number: Number(number), name, sql, checksum, isBreaking: BREAKING.test(sql) };
}

const NAME = /^([0-9]{4})-[a-z0-9-]+\.sql$/;
const BREAKING = /^-- breaking\s*(?:\n|$)/;
