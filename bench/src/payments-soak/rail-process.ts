import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { isRecord } from "../registry.ts";
import { SoakFailure } from "../soak-failure.ts";
import type { Submission } from "./audit/audit-rail.ts";

const ENTRY = new URL("../../../standins/rail/src/main.ts", import.meta.url);
const PACE = ["--accept-after", "20ms", "--settle-after", "60ms", "--return-after", "150ms"];
const FAULTS = ["unavailable", "error_after", "answer_lost", "request_lost"];
const CHANCE = "0.05";

/** The rail that payments go to: a process of its own, which answers badly now and then and keeps its books. */
export class RailProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #service: ServiceProcess;

  private constructor(folder: string, service: ServiceProcess) {
    this.#folder = folder;
    this.#service = service;
  }

  /** Starts it with empty books; what goes wrong follows from the seed. */
  static async start(seed: number): Promise<RailProcess> {
    const folder = await mkdtemp(join(tmpdir(), "soak-rail-"));
    const place = ["--port", "0", "--journal", join(folder, "rail.jsonl")];
    const faults = FAULTS.flatMap((kind) => ["--fault", `${kind}=${CHANCE}`]);
    const args = [...place, ...PACE, "--seed", String(seed), ...faults];
    return new RailProcess(folder, await startServiceProcess({ entry: ENTRY, args, env: {} }));
  }

  /** How the service reaches it, and how patient it is. */
  get env(): Readonly<Record<string, string>> {
    return {
      RAIL_URL: this.#service.url,
      RAIL_TIMEOUT: "1s",
      RAIL_POLL: "50ms",
      RAIL_ASK_AFTER: "50ms",
      RAIL_ASK_AFTER_MAX: "400ms",
      RAIL_OVERDUE_AFTER: "5m",
    };
  }

  /** From now on nothing goes wrong. */
  async calm(): Promise<void> {
    await this.#ask("/control/faults", { method: "PUT", body: '{"faults":[]}' });
  }

  /** All submissions it has ever received. */
  async submissions(): Promise<readonly Submission[]> {
    const answer = await this.#ask("/v1/audit?limit=10000", {});
    const list = isRecord(answer) ? answer["submissions"] : undefined;
    if (!Array.isArray(list)) throw new SoakFailure("the rail tells nothing of its books");
    return list.filter(isSubmission);
  }

  async #ask(path: string, how: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.#service.url}${path}`, how);
    const text = await response.text();
    if (!response.ok) throw new SoakFailure(`the rail at ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#service.kill("SIGKILL");
    await this.#service.exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isSubmission(value: unknown): value is Submission {
  return isRecord(value) && typeof value["submission_id"] === "string";
}
