import { wholeNumber } from "../command-line.ts";
import type { Bench } from "../contract.ts";
import { kernelRival } from "../kernel/kernel-rival.ts";
import { emmettLongStream, ourLongStream } from "../kernel/long-stream.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, pairedRuns } from "../paired-runs.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const TAIL = 100;
/** Emmett takes so many times longer for a load, more or less. */
const EMMETT_PART = 40;

export const bench: Bench = {
  title: "kernel: a long stream loaded from a snapshot, against Emmett 0.42, which folds all of it",
  options: {
    events: "events of the stream; 10000, 2000 with --quick",
    loads: "loads by the kernel in each round; 800, 80 with --quick",
    rounds: "rounds; 5, 1 with --quick",
  },
  async run(report, { quick, rest }) {
    const events = wholeNumber("events", rest["events"] ?? (quick ? "2000" : "10000"), TAIL + 1);
    const loads = wholeNumber("loads", rest["loads"] ?? (quick ? "80" : "800"), EMMETT_PART);
    const rounds = wholeNumber("rounds", rest["rounds"] ?? (quick ? "1" : "5"), 1);
    await using server = await temporaryDatabaseServer();
    const { adminUrl } = server;
    report.postgres(await serverVersion(adminUrl));
    await using kernel = await kernelRival(adminUrl);
    await using held = new AsyncDisposableStack();
    const size = { events, tail: TAIL };
    const ours = await ourLongStream(kernel, size);
    const theirs = await emmettLongStream(adminUrl, size, held);
    report.note(loadNote());
    const pairs = await pairedRuns(rounds, {
      ours: () => ours.load(loads),
      theirs: () => theirs.load(Math.ceil(loads / EMMETT_PART)),
    });
    report.note(loadNote());
    await kernel.check(events);
    const figures = {
      loadsPerSecond: Math.round(median(pairs.map((pair) => pair.ours))),
      emmettPerSecond: Math.round(median(pairs.map((pair) => pair.theirs)) * 10) / 10,
    };
    const ratio = must("A8 to Emmett", Math.round(medianRatio(pairs) * 10) / 10, ">=", 40);
    return { figures, musts: [quick ? undecided(ratio) : ratio] };
  },
};
