import { startServiceProcess } from "@holdfast/service-process";

import { isRecord } from "../registry.ts";
import { SoakFailure } from "../soak-failure.ts";
import type { Death } from "./draw-story.ts";

const MAIN = new URL("../../../services/delegator/src/main.ts", import.meta.url);

/** Lines of a process that explain a failure. */
const LINES_MAX = 60;

/** How to run the service, and whom to tell. */
export type InstanceOptions = {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly death: Death;
  readonly note: (text: string) => void;
  /** Told of every fact in its log. */
  readonly hear: (fact: Fact) => void;
};

/** A line of the log: `msg` is the type of the fact. */
export type Fact = { readonly msg: string } & Readonly<Record<string, unknown>>;

/** One process of the service that may be killed at a point of its story. */
export type Instance = AsyncDisposable & {
  /** Resolves when it has been killed as planned or ended in good order; rejects when it ended by itself. */
  readonly died: Promise<void>;
};

/** Starts an instance and lets it die when its time has come. Disposing it ends it in good order. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { name, env, death, note, hear } = options;
  const life = lifeOf(death);
  const lines: string[] = [];
  const service = await startServiceProcess({
    entry: MAIN,
    env,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > LINES_MAX) lines.shift();
      const fact = readFact(line);
      hear(fact);
      life.hear(fact);
    },
  });
  let isStopping = false;
  let isKilled = false;
  note(`${name}: runs as ${service.pid}`);
  life.begin(() => {
    isKilled = true;
    note(`${name}: killed after ${death?.count} ${death?.after}`);
    service.kill("SIGKILL");
  });
  const died = service.exited.then(({ code, signal }) => {
    if (isKilled ? signal === "SIGKILL" : isStopping && code === 0) return;
    throw new SoakFailure([`${name} ended by itself with ${signal ?? code}`, ...lines].join("\n"));
  });
  died.catch(() => undefined); // Whoever disposes of it will know.
  return {
    died,
    [Symbol.asyncDispose]: async () => {
      isStopping = true;
      life.end();
      await service[Symbol.asyncDispose]();
      await died;
    },
  };
}

/** Counts what the death of an instance waits for. What comes before it is ready counts too, but does not kill it yet. */
function lifeOf(death: Death) {
  let timer: NodeJS.Timeout | undefined;
  let left = death?.count ?? Infinity;
  let kill = (): void => undefined;
  return {
    begin: (killNow: () => void) => {
      kill = killNow;
      if (death?.after === "milliseconds") timer = setTimeout(kill, death.count);
      else if (left <= 0) kill();
    },
    hear: ({ msg }: Fact) => {
      if (death?.after !== "lines" && (death?.after !== "pages" || msg !== "PageIngested")) return;
      left -= 1;
      if (left === 0) kill();
    },
    end: () => clearTimeout(timer),
  };
}

function readFact(line: string): Fact {
  try {
    const value: unknown = JSON.parse(line);
    if (isFact(value)) return value;
  } catch {
    // Not a log line: what Node says when a process dies.
  }
  return { msg: line };
}

function isFact(value: unknown): value is Fact {
  return isRecord(value) && typeof value["msg"] === "string";
}
