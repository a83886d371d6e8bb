import type { Soak } from "../contract.ts";
import { drawFrom } from "../draw.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawTampering } from "../kernel-tamper/draw-tampering.ts";
import { appendSome, sealedLog } from "../kernel-tamper/sealed-log.ts";
import { tryTampering } from "../kernel-tamper/try-tampering.ts";
import { SoakFailure } from "../soak-failure.ts";

const servers = crashServers();
const TRIALS = 50;
const TOLD_MAX = 10;

/** Tamper evidence: whatever is done to a sealed log is found, and where. */
export const soak: Soak = {
  title: `kernel-tamper: ${TRIALS} ways a seed to tamper with a sealed log: each is found, at its place`,
  parallel: 1,
  async run(seed, report) {
    const draw = drawFrom(seed);
    const events = draw.between(300, 900);
    await servers.with(async ({ adminUrl }) => {
      await using log = await sealedLog(adminUrl, events, ({ url }) => appendSome(url, events));
      const before = await log.verify();
      if (!before.ok || before.verified !== events) {
        throw new SoakFailure(`untouched: ${JSON.stringify(before)}`);
      }
      const found: string[] = [];
      let refused = 0;
      for (let trial = 0; trial < TRIALS;) {
        const wrong = await tryTampering(log, drawTampering(draw, events));
        if (wrong === "refused") refused += 1;
        else trial += 1;
        if (wrong !== undefined && wrong !== "refused") found.push(wrong);
        if (refused > TRIALS * 10) throw new SoakFailure("the database refuses everything");
      }
      report.note(`${events} events, ${TRIALS} found, ${refused} that the database itself refused`);
      if (found.length > 0) throw new SoakFailure(found.slice(0, TOLD_MAX).join("\n  "));
    });
  },
};
