import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CrashServer, TestDatabase } from "@holdfast/postgres/testing";
import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { type ServiceKeys, serviceKeys } from "../payments/service-keys.ts";
import type { TokenMaker } from "../payments/token-maker.ts";
import { SoakFailure } from "../soak-failure.ts";
import type { Fault } from "./plan.ts";

const ENTRY = new URL("../../../services/payments/src/main.ts", import.meta.url);
const LINES_MAX = 60;

/** Where the service runs. */
export type InstancesOptions = {
  readonly count: number;
  readonly server: CrashServer;
  readonly database: TestDatabase;
  readonly tokens: TokenMaker;
  /** How they reach the rail. */
  readonly rail: Environment;
};

type Environment = Readonly<Record<string, string>>;
type Instance = { readonly service: ServiceProcess; readonly death: Death };
type Death = { isWanted: boolean };

/** The processes of the service, which are killed and started again. */
export class Instances implements AsyncDisposable {
  /** What they sign with. */
  readonly keys: ServiceKeys;
  readonly #options: InstancesOptions;
  readonly #folder: string;
  readonly #env: Environment;
  readonly #running: (Instance | undefined)[] = [];
  readonly #lines: string[] = [];
  /** Of those that ended by themselves. */
  readonly #deaths: string[] = [];

  private constructor(options: InstancesOptions, folder: string, keys: ServiceKeys) {
    this.keys = keys;
    this.#options = options;
    this.#folder = folder;
    this.#env = environment(options, keys);
  }

  /** Starts all of them. */
  static async start(options: InstancesOptions): Promise<Instances> {
    const folder = await mkdtemp(join(tmpdir(), "soak-payments-"));
    const keys = await serviceKeys(folder, options.tokens.keySet);
    const instances = new Instances(options, folder, keys);
    await Promise.all(Array.from({ length: options.count }, (_, at) => instances.#start(at)));
    return instances;
  }

  /** Where one of those that run listens; undefined when none does. */
  urlFor(number: number): string | undefined {
    const urls = this.#running.flatMap((each) => each?.service.url ?? []);
    return urls[number % urls.length];
  }

  /** Kills something, and starts it again. */
  async suffer({ breakage, pick }: Fault): Promise<void> {
    const at = pick % this.#options.count;
    const { server } = this.#options;
    if (breakage !== "server") await this.#kill(at);
    if (breakage !== "service") {
      await server.kill();
      await server.restart();
    }
    if (breakage !== "server") await this.#start(at);
  }

  /** The last lines that the processes have written. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Ends all of them in good order. Throws `SoakFailure` when one had ended by itself. */
  async end(): Promise<void> {
    for (const [at, instance] of this.#running.entries()) {
      if (instance !== undefined) instance.death.isWanted = true;
      this.#running[at] = undefined;
      await instance?.service[Symbol.asyncDispose]();
    }
    if (this.#deaths.length > 0) throw new SoakFailure(this.#deaths.join("\n"));
  }

  async #start(at: number): Promise<void> {
    const service = await startServiceProcess({
      entry: ENTRY,
      env: this.#env,
      onLine: (line) => this.#keep(line),
    });
    const death = { isWanted: false };
    this.#running[at] = { service, death };
    void this.#watch(at, { service, death });
  }

  async #watch(at: number, { service, death }: Instance): Promise<void> {
    const { code, signal } = await service.exited;
    if (death.isWanted) return;
    this.#running[at] = undefined;
    const story = [`a service ended by itself with ${signal ?? code}`, ...this.#lines];
    this.#deaths.push(story.join("\n  "));
  }

  async #kill(at: number): Promise<void> {
    const instance = this.#running[at];
    if (instance === undefined) return;
    instance.death.isWanted = true;
    this.#running[at] = undefined;
    instance.service.kill("SIGKILL");
    await instance.service.exited;
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const at of this.#running.keys()) await this.#kill(at);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function environment({ database, tokens, rail }: InstancesOptions, keys: ServiceKeys): Environment {
  return {
    NODE_ENV: "production",
    HTTP_HOST: "127.0.0.1",
    HTTP_PORT: "0",
    LOG_FORMAT: "json",
    NOTARY_EVERY: "500ms",
    DATABASE_URL: database.url,
    DATABASE_ADMIN_URL: database.adminUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_ISSUER: tokens.issuer,
    AUTH_AUDIENCE: tokens.audience,
    ...keys.env,
    ...rail,
  };
}
