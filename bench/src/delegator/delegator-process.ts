import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { ServiceLog } from "./service-log.ts";

const ENTRY = new URL("../../../services/delegator/src/main.ts", import.meta.url);
/** A full sync on a slow machine; beyond it the service hangs. */
const RUN_MS_MAX = 300_000;

/** The service as a process, and its log. */
export type DelegatorProcess = AsyncDisposable & {
  readonly pid: number;
  readonly url: string;
  readonly log: ServiceLog;
  kill(signal: NodeJS.Signals): void;
};

export type DelegatorSettings = {
  readonly database: { readonly url: string; readonly adminUrl: string };
  readonly tzktUrl: string;
  /** TZKT_RPS: requests a second, 0 for no limit. */
  readonly perSecond: number;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Starts the service as a user does, access log and validation on; returns once it listens. */
export async function delegatorProcess(settings: DelegatorSettings): Promise<DelegatorProcess> {
  const { database, tzktUrl, perSecond, env } = settings;
  const log = new ServiceLog();
  const service = await startServiceProcess({
    entry: ENTRY,
    env: {
      DATABASE_URL: database.url,
      DATABASE_ADMIN_URL: database.adminUrl,
      TZKT_URL: tzktUrl,
      TZKT_RPS: String(perSecond),
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: "0",
      LOG_FORMAT: "json",
      ...env,
    },
    onLine: log.hear,
  });
  watch(service, log);
  return {
    pid: service.pid,
    url: service.url,
    log,
    kill: (signal) => service.kill(signal),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

function watch(service: ServiceProcess, log: ServiceLog): void {
  const timer = setTimeout(() => log.fail(`nothing came within ${RUN_MS_MAX} ms`), RUN_MS_MAX);
  const ended = (reason: string) => {
    clearTimeout(timer);
    log.fail(reason);
  };
  service.exited.then(
    ({ code, signal }) => ended(`the service ended with ${signal ?? code}`),
    (error: unknown) => ended(String(error)),
  );
}
