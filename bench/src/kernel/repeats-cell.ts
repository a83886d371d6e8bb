import { startChild } from "../child.ts";
import { atLeast, type Cell, type Figures, type Stage } from "./cell.ts";
import type { RepeatsQuestions } from "./repeats-questions.ts";
import { type Pass, sendAll, sendAnew } from "./repeats.ts";
import { WrongLog } from "./wrong-log.ts";

/** Primes, none of which divides a number of commands. */
const ORDERS = { again: 7_919, anew: 104_729, elsewhere: 1_299_709 };

/** Commands sent again, in other orders: by the same store, by a new one, and by another process. */
export const repeatsCell: Cell = {
  rows: ["A13"],
  measure,
  bounds: [atLeast("A13 equal answers", 1), atLeast("A13 to its own first pass", 1.3)],
};

async function measure({ kernel, calls, round, written }: Stage): Promise<Figures> {
  const { store, url } = kernel;
  const sent = (step: number) => ({ name: `repeats${round}`, commands: calls, step });
  await using child = startChild<RepeatsQuestions>(new URL("repeats-child.ts", import.meta.url));
  const first = await sendAll(store, sent(1));
  written.kernel += calls;
  const passes: readonly Pass[] = [
    await sendAll(store, sent(ORDERS.again)),
    await sendAnew(url, sent(ORDERS.anew)),
    await child.ask("send", { url, sent: sent(ORDERS.elsewhere) }),
  ];
  const equal = passes.filter(
    ({ digest, duplicates }) => digest === first.digest && duplicates === calls,
  );
  if (first.duplicates > 0) throw new WrongLog(`${first.duplicates} new commands were known`);
  return {
    "kernel, first pass: commands a second": first.perSecond,
    "kernel, second pass: commands a second": passes[0]?.perSecond ?? Number.NaN,
    "A13 equal answers": equal.length / passes.length,
    "A13 to its own first pass": (passes[0]?.perSecond ?? Number.NaN) / first.perSecond,
  };
}
