import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

const ENTRY = new URL("../../../standins/rail/src/main.ts", import.meta.url);
/** Quick, and yet one step after another; what comes back does so when the rail's clock is moved. */
const PACE = ["--accept-after", "20ms", "--settle-after", "60ms", "--return-after", "1h"];

/** What the rail has on record of a payment. */
export type Audited = {
  readonly submission_id: string;
  readonly amount: string;
  readonly state: string;
  readonly received: number;
  readonly conflicts: number;
};

/** The rail as a process of its own that may be killed, and comes back with its books at the same place. */
export class RailProcess implements AsyncDisposable {
  readonly #folder: string;
  #running: ServiceProcess;

  private constructor(folder: string, running: ServiceProcess) {
    this.#folder = folder;
    this.#running = running;
  }

  /** Starts it with empty books. */
  static async start(): Promise<RailProcess> {
    const folder = await mkdtemp(join(tmpdir(), "payments-rail-"));
    return new RailProcess(folder, await run(folder, "0"));
  }

  get url(): string {
    return this.#running.url;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#running.kill("SIGKILL");
    await this.#running.exited;
  }

  /** Brings it back at the same place. */
  async revive(): Promise<void> {
    this.#running = await run(this.#folder, new URL(this.url).port);
  }

  async follow(...faults: readonly object[]): Promise<void> {
    await this.#ask("PUT", "/control/faults", { seed: 1, faults });
  }

  async advance(ms: number): Promise<void> {
    await this.#ask("POST", "/control/time", { advance_ms: ms });
  }

  /** Sends a payment somewhere. */
  async tell(submission: string, state: string, reason?: string): Promise<void> {
    const body = { state, ...(reason !== undefined && { reason_code: reason }) };
    await this.#ask("POST", `/control/submissions/${submission}`, body);
  }

  /** All submissions it has ever received, and how much it has paid for good, in minor units of USD. */
  async audit(): Promise<{ readonly submissions: readonly Audited[]; readonly net: bigint }> {
    const { submissions, moved } = await this.#ask("GET", "/v1/audit?limit=10000");
    return { submissions, net: BigInt(moved.USD?.net ?? "0") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }

  async #ask(method: string, path: string, body?: object) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new RangeError(`${path}: ${await response.text()}`);
    return Object(response.status === 204 ? undefined : await response.json());
  }
}

function run(folder: string, port: string): Promise<ServiceProcess> {
  const args = ["--port", port, "--journal", join(folder, "rail.jsonl"), ...PACE];
  return startServiceProcess({ entry: ENTRY, args, env: {} });
}
