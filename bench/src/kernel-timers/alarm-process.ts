import { openKernel } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import { openMetrics } from "@holdfast/telemetry";

import { answerParent } from "../answer-parent.ts";
import type { AlarmPlan, AlarmQuestions } from "./alarm-questions.ts";
import { alarms } from "./alarms.ts";

const CONNECTIONS = 8;
let aheadMs = 0;

async function run({ name, url, systemUrl, schema }: AlarmPlan): Promise<void> {
  const open = (from: string) =>
    openDatabase({ url: from, applicationName: name, max: CONNECTIONS });
  await using kernel = openKernel({
    database: open(url),
    systemDatabase: open(systemUrl),
    schema,
    metrics: openMetrics({ service: name }),
    nowMs: () => Date.now() + aheadMs,
    clockOffsetMs: () => aheadMs,
  });
  const { signal } = new AbortController();
  await kernel.runProcess(alarms, { owner: name, signal });
}

const answers: AlarmQuestions = {
  start(plan) {
    // What ends it for good is a fault, and ends the process: its parent hears of it.
    void run(plan);
  },
  jump(ms) {
    aheadMs += ms;
  },
};

answerParent(answers);
