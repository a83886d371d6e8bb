import { openDatabase } from "@holdfast/postgres";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import { answerParent } from "../answer-parent.ts";
import { SCHEMA } from "./kernel-rival.ts";
import type { ReplayQuestions } from "./replay-questions.ts";
import { following, totals } from "./totals.ts";

const BATCH = 1_000;
const SAMPLE_MS = 20;

const talk: ReplayQuestions = {
  async replay({ systemUrl, part, whole }) {
    await using database = openDatabase({
      url: systemUrl,
      applicationName: "bench-replay",
      max: 3,
    });
    const store = postgresSubscriptions({ database, schema: SCHEMA });
    // The connection and what it takes are there before the start.
    await store.position({ name: "totals", revision: 1 });
    const startMb = residentMb();
    let peakMb = startMb;
    let peakAtPartMb = startMb;
    const look = (): void => {
      peakMb = Math.max(peakMb, residentMb());
    };
    const timer = setInterval(look, SAMPLE_MS);
    const started = performance.now();
    await using running = following(totals(1), BigInt(whole), {
      store,
      batchMax: BATCH,
      catchUpMax: BATCH,
      onBatch: ({ position }) => {
        look();
        if (position <= part) peakAtPartMb = peakMb;
      },
    });
    await running.reached;
    clearInterval(timer);
    const perSecond = (whole * 1_000) / (performance.now() - started);
    return { startMb, peakAtPartMb, peakMb, perSecond };
  },
};

function residentMb(): number {
  return process.memoryUsage.rss() / 1_048_576;
}

answerParent(talk);
