import { flushCompileCache } from "node:module";

import { openKernel } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import { openMetrics } from "@holdfast/telemetry";

import { answerParent } from "../answer-parent.ts";
import type { BellPlan, BellQuestions } from "./bell-questions.ts";
import { bell, ringingProcesses, struck } from "./bells.ts";

const CONNECTIONS = 8;
let offsetMs = 0;

async function run({ name, url, systemUrl, schema, leaseMs, holdMs }: BellPlan): Promise<void> {
  const open = (from: string) =>
    openDatabase({ url: from, applicationName: name, max: CONNECTIONS, maxWaiting: 1_000, holdMs });
  await using kernel = openKernel({
    database: open(url),
    systemDatabase: open(systemUrl),
    schema,
    metrics: openMetrics({ service: name }),
    nowMs: () => Date.now() + offsetMs,
    clockOffsetMs: () => offsetMs,
  });
  const bells = kernel.commands(bell, { catalogue: struck, context: () => undefined });
  const { signal } = new AbortController();
  await kernel.runProcess(
    ringingProcesses((message) => bells.handle(message)),
    { owner: name, signal, leaseMs, timerLeaseMs: leaseMs },
  );
}

const answers: BellQuestions = {
  start(plan) {
    // Now, since a process that is killed writes nothing at its end.
    flushCompileCache();
    // What ends it for good is a fault, and ends the process: its parent hears of it.
    void run(plan);
  },
  jump(ms) {
    offsetMs += ms;
  },
};

answerParent(answers);
