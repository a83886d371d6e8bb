import { wholeNumber } from "../command-line.ts";
import type { Bench } from "../contract.ts";
import { drawFrom } from "../draw.ts";
import { drawTampering } from "../kernel-tamper/draw-tampering.ts";
import { fillSealable } from "../kernel-tamper/fill-sealable.ts";
import { type SealedLog, sealedLog } from "../kernel-tamper/sealed-log.ts";
import { tryTampering } from "../kernel-tamper/try-tampering.ts";
import { barePages } from "../kernel/bare-pages.ts";
import { WrongLog } from "../kernel/wrong-log.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, pairedRuns } from "../paired-runs.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

export const bench: Bench = {
  title:
    "kernel: a whole log verified, leaves, tree and versions, against a bare paged select of it",
  options: {
    events: "events in the log; 200000, 5000 with --quick",
    rounds: "rounds; 5, 1 with --quick",
  },
  async run(report, { quick, rest }) {
    const events = wholeNumber("events", rest["events"] ?? (quick ? "5000" : "200000"), 1_000);
    const rounds = wholeNumber("rounds", rest["rounds"] ?? (quick ? "1" : "5"), 1);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    report.progress(`a sealed log of ${events} events`);
    await using log = await sealedLog(server.adminUrl, events, ({ admin }) =>
      fillSealable(admin, events),
    );
    await checkFinds(log, events);
    report.note(loadNote());
    const pairs = await pairedRuns(rounds, {
      ours: () => verified(log, events),
      theirs: () => barePages(log.systemUrl, events),
    });
    report.note(loadNote());
    const figures = {
      verifiedPerSecond: Math.round(median(pairs.map((pair) => pair.ours))),
      selectedPerSecond: Math.round(median(pairs.map((pair) => pair.theirs))),
    };
    const ratio = Math.round(medianRatio(pairs) * 100) / 100;
    const bound = must("verified to a bare paged select", ratio, ">=", 0.35);
    return { figures, musts: [quick ? undecided(bound) : bound] };
  },
};

async function verified(log: SealedLog, events: number): Promise<number> {
  const started = performance.now();
  const verdict = await log.verify();
  const perSecond = (events * 1_000) / (performance.now() - started);
  if (verdict.ok && verdict.verified === events && verdict.sealed === events) return perSecond;
  throw new WrongLog(`not verified: ${JSON.stringify(verdict)}`);
}

/** What verifies quickly and finds nothing would be worth nothing. */
async function checkFinds(log: SealedLog, events: number): Promise<void> {
  const draw = drawFrom(1);
  for (let found = 0; found < 3;) {
    const wrong = await tryTampering(log, drawTampering(draw, events));
    if (wrong === undefined) found += 1;
    else if (wrong !== "refused") throw new WrongLog(wrong);
  }
}
