import { ensureRoles } from "../roles/ensure-roles.ts";
import { serviceRoles } from "../roles/service-roles.ts";
import { DATABASE } from "./ensure-database.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { passwordOf } from "./secret.ts";
import { serverUrl, SUPERUSER } from "./server-url.ts";

/** A running embedded server. Disposal stops it if it is owned, and does nothing otherwise. */
export type EmbeddedServer = AsyncDisposable & {
  /** The superuser's door to the database `holdfast`. */
  readonly adminUrl: string;
  /** The superuser's door to another database. */
  adminUrlFor(database: string): string;
  /** Creates the roles of a service, with which the next two can log in. */
  prepare(service: string): Promise<void>;
  /** What the service runs with: its `app` role. */
  url(service: string): string;
  /** What its work across tenants runs with: its `system` role. */
  systemUrl(service: string): string;
  readonly port: number;
  readonly directory: string;
  /** Where the data is: the directory, or outside where the server could not get into it. */
  readonly home: string;
  /** Whether this process started the server and ends it. */
  readonly owned: boolean;
  /** The number of the server's first process. */
  readonly pid: number;
};

type Description = {
  readonly directory: string;
  readonly home: string;
  readonly secret: string;
  readonly running: { readonly port: number; readonly server: ProcessIdentity };
  readonly stop?: () => Promise<void>;
};

/** The handle of a server that runs. */
export function embeddedServer(description: Description): EmbeddedServer {
  const { directory, home, secret, running, stop } = description;
  const urlOf = (role: string, database = DATABASE): string =>
    serverUrl(role, { port: running.port, secret, database });
  return {
    adminUrl: urlOf(SUPERUSER),
    adminUrlFor: (database) => urlOf(SUPERUSER, database),
    url: (service) => urlOf(serviceRoles(service).app),
    systemUrl: (service) => urlOf(serviceRoles(service).system),
    async prepare(service) {
      const { app, system } = serviceRoles(service);
      const passwords = { app: passwordOf(app, secret), system: passwordOf(system, secret) };
      await ensureRoles(urlOf(SUPERUSER), service, { passwords });
    },
    port: running.port,
    directory,
    home,
    owned: stop !== undefined,
    pid: running.server.pid,
    [Symbol.asyncDispose]: async () => stop?.(),
  };
}
