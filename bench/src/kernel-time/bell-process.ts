import { randomUUID } from "node:crypto";
import { flushCompileCache } from "node:module";

import { openKernel } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import type { Sending } from "@holdfast/processes";
import { openMetrics } from "@holdfast/telemetry";

import { answerParent } from "../answer-parent.ts";
import type { BellDefect, BellPlan, BellQuestions } from "./bell-questions.ts";
import { bell, bellEvents, ringingProcesses } from "./bells.ts";
import { StatementsUnderWay } from "./statements-under-way.ts";

const CONNECTIONS = 8;
const IMPATIENT_MS = 400;
let aheadMs = 0;
const underWay = new StatementsUnderWay();

async function run(plan: BellPlan): Promise<void> {
  const { name, url, systemUrl, schema, leaseMs, holdMs, defect } = plan;
  const open = (from: string) =>
    openDatabase({ url: from, applicationName: name, max: CONNECTIONS, maxWaiting: 1_000, holdMs });
  await using kernel = openKernel({
    database: open(url),
    systemDatabase: underWay.of(open(systemUrl)),
    schema,
    metrics: openMetrics({ service: name }),
    nowMs: () => Date.now() + aheadMs,
    clockOffsetMs: () => aheadMs + (defect === "impatient" ? IMPATIENT_MS : 0),
  });
  const { handle } = kernel.commands(bell, { catalogue: bellEvents, context: () => undefined });
  const processes = ringingProcesses({ by: name, machineMs: Date.now }, async (message) => {
    const commandId = defect === "forgetful" ? randomUUID() : message.commandId;
    return asTold(await handle({ ...message, commandId }), defect);
  });
  const { signal } = new AbortController();
  await kernel.runProcess(processes, { owner: name, signal, leaseMs, timerLeaseMs: leaseMs });
}

function asTold(sending: Sending, defect: BellDefect | undefined): Sending {
  const isDeaf = defect === "deaf" && "code" in sending;
  return isDeaf ? { status: "accepted", answer: null } : sending;
}

const answers: BellQuestions = {
  start(plan) {
    // Now, since a process that is killed writes nothing at its end.
    flushCompileCache();
    aheadMs = plan.aheadMs;
    // What ends it for good is a fault, and ends the process: its parent hears of it.
    void run(plan);
  },
  async setAhead(ms) {
    aheadMs = ms;
    // Timers may still be handed out by the clock before; on a database that is away that takes a while.
    await underWay.settled();
  },
};

answerParent(answers);
