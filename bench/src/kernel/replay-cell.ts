import { openDatabase } from "@holdfast/postgres";

import { startChild } from "../child.ts";
import { atMost, type Cell, type Figures, type Stage } from "./cell.ts";
import { fillLog } from "./fill-log.ts";
import { kernelRival } from "./kernel-rival.ts";
import type { ReplayQuestions } from "./replay-questions.ts";
import { compareTotals } from "./totals.ts";

/** The memory of a process that replays a long log into a read model, from a tenth of it on. */
export const replayCell: Cell = {
  rows: ["A12"],
  measure,
  bounds: [atMost("A12 MiB above the start", 256), atMost("A12 MiB above a tenth of the log", 64)],
  once: true,
};

async function measure({ adminUrl, replayEvents, progress }: Stage): Promise<Figures> {
  await using kernel = await kernelRival(adminUrl);
  await using admin = openDatabase({ url: kernel.adminUrl, applicationName: "bench", max: 1 });
  progress(`a log of ${replayEvents} events`);
  await fillLog(admin, replayEvents);
  await using child = startChild<ReplayQuestions>(new URL("replay-child.ts", import.meta.url));
  progress("replaying it");
  const { systemUrl } = kernel;
  const log = { systemUrl, part: replayEvents / 10, whole: replayEvents };
  const { startMb, peakAtPartMb, peakMb, perSecond } = await child.ask("replay", log);
  await compareTotals(admin, 1, BigInt(replayEvents));
  return {
    "kernel, replay: events a second": perSecond,
    "A12 MiB above the start": peakMb - startMb,
    "A12 MiB above a tenth of the log": peakMb - peakAtPartMb,
  };
}
