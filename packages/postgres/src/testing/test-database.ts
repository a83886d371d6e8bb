import { randomUUID } from "node:crypto";

import { adminSettings } from "../admin-settings.ts";
import { passwordOf } from "../embedded/secret.ts";
import { openClient } from "../open-client.ts";
import { ensureRoles } from "../roles/ensure-roles.ts";
import { serviceRoles } from "../roles/service-roles.ts";
import { testServer } from "./config.ts";
import { databaseUrl, type Login } from "./database-url.ts";
import { ensureTemplate } from "./ensure-template.ts";
import { NoTestServer } from "./no-test-server.ts";

/** What the database is migrated with. */
export type TestDatabaseOptions = {
  readonly service: string;
  readonly schema: string;
  /** The folder of migrations. */
  readonly migrations?: URL | string;
  /** Whether the event store's migrations come first. */
  readonly hasEventStore?: boolean;
  /** Where the keys of people are made, if they are. */
  readonly keysSchema?: string;
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
 * the same migrations. Sets the passwords of the service's roles, so that a server that is brought
 * along should be one for tests. Throws `NoTestServer` where no global setup has started one.
 */
export async function testDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const adminUrl = options.adminUrl ?? testServer.read();
  if (adminUrl === undefined) throw new NoTestServer();
  const { service } = options;
  const logins = loginsOf(service, adminUrl);
  const roles = await ensureRoles(adminUrl, service, {
    passwords: { app: logins.app.password, system: logins.system.password },
  });
  // A single plain user is everybody.
  const isSeparate = roles.app === logins.app.user;
  const template = await ensureTemplate(adminUrl, options);
  const name = `holdfast_test_${randomUUID().replaceAll("-", "")}`;
  await run(adminUrl, `create database ${name} template ${template}`);
  return {
    url: databaseUrl(adminUrl, name, isSeparate ? logins.app : undefined),
    systemUrl: databaseUrl(adminUrl, name, isSeparate ? logins.system : undefined),
    adminUrl: databaseUrl(adminUrl, name),
    [Symbol.asyncDispose]: () => run(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function run(adminUrl: string, sql: string): Promise<void> {
  await using client = await openClient(adminSettings(adminUrl, "holdfast-test"));
  await client.query(sql);
}

/** Every process of a run works out the same passwords, from an address that only it knows. */
function loginsOf(
  service: string,
  adminUrl: string,
): { readonly app: Login; readonly system: Login } {
  const { app, system } = serviceRoles(service);
  return {
    app: { user: app, password: passwordOf(app, adminUrl) },
    system: { user: system, password: passwordOf(system, adminUrl) },
  };
}
