import { startEmbedded } from "./start-embedded.ts";

/** What the configuration says about the database. */
export type DatabaseUrlsOptions = {
  readonly databaseUrl?: string | undefined;
  readonly databaseAdminUrl?: string | undefined;
  readonly databaseSystemUrl?: string | undefined;
  /** Where the embedded server is, if it comes to that. */
  readonly directory: string;
  readonly service: string;
  readonly log?: (message: string) => void;
};

/** Where a service finds its database. Disposal stops a server that was started for it. */
export type DatabaseUrls = AsyncDisposable & {
  /** What requests run with. */
  readonly url: string;
  /** What work across tenants runs with. */
  readonly systemUrl: string;
  /** What migrations run with. */
  readonly adminUrl: string;
};

/**
 * The addresses that were configured, or else those of the embedded server, started or attached to
 * and with the roles of the service. With `DATABASE_URL` alone one user is everybody.
 */
export async function databaseUrls(options: DatabaseUrlsOptions): Promise<DatabaseUrls> {
  const { databaseUrl, databaseAdminUrl, databaseSystemUrl, service } = options;
  if (databaseUrl !== undefined) {
    return {
      url: databaseUrl,
      systemUrl: databaseSystemUrl ?? databaseUrl,
      adminUrl: databaseAdminUrl ?? databaseUrl,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  if (databaseAdminUrl !== undefined || databaseSystemUrl !== undefined) {
    throw new RangeError("DATABASE_URL is missing beside the other addresses of the database");
  }
  await using held = new AsyncDisposableStack();
  const server = held.use(await startEmbedded(options));
  await server.prepare(service);
  const stop = held.move();
  return {
    url: server.url(service),
    systemUrl: server.systemUrl(service),
    adminUrl: server.adminUrl,
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}
