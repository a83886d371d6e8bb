import { randomUUID } from "node:crypto";

import { adminSettings } from "../admin-settings.ts";
import { openClient } from "../open-client.ts";
import { ensureRoles } from "../roles/ensure-roles.ts";
import { testServer } from "./config.ts";
import { databaseUrl } from "./database-url.ts";
import { ensureTemplate } from "./ensure-template.ts";
import { NoTestServer } from "./no-test-server.ts";

/** What the database is migrated with. */
export type TestDatabaseOptions = {
  readonly service: string;
  readonly schema: string;
  /** The folder of migrations. */
  readonly migrations: URL | string;
  /** A server other than that of the run. */
  readonly adminUrl?: string;
};

/** A database of one test file. Disposal drops it, whoever is still connected. */
export type TestDatabase = AsyncDisposable & {
  /** As the `app` role of the service. */
  readonly url: string;
  /** As its `system` role. */
  readonly systemUrl: string;
  /** As the one who migrates. */
  readonly adminUrl: string;
};

/**
 * A fresh, migrated database: the copy of a template that was migrated once for all test files with
 * the same migrations. Throws `NoTestServer` where no global setup has started one.
 */
export async function testDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const adminUrl = options.adminUrl ?? testServer.read();
  if (adminUrl === undefined) throw new NoTestServer();
  const roles = await ensureRoles(adminUrl, options.service);
  const template = await ensureTemplate(adminUrl, options);
  const name = `holdfast_test_${randomUUID().replaceAll("-", "")}`;
  await run(adminUrl, `create database ${name} template ${template}`);
  return {
    url: databaseUrl(adminUrl, name, roles.app),
    systemUrl: databaseUrl(adminUrl, name, roles.system),
    adminUrl: databaseUrl(adminUrl, name),
    [Symbol.asyncDispose]: () => run(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function run(adminUrl: string, sql: string): Promise<void> {
  await using client = await openClient(adminSettings(adminUrl, "holdfast-test"));
  await client.query(sql);
}
