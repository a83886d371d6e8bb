import { setImmediate as nextTurn } from "node:timers/promises";

import { SoakFailure } from "../soak-failure.ts";
import { corpus } from "./corpus.ts";
import { decodeAll } from "./decode-all.ts";
import { drawFrom, mutated } from "./mutation.ts";

/** Decodes so many mutated inputs, all of which follow from the seed. Throws `SoakFailure` with the input. */
export async function mutatedInputs(seed: number, count: number) {
  const draw = drawFrom(seed);
  const files = corpus(draw);
  const tally = { read: 0, refused: 0 };
  for (const [at, file] of files.entries()) {
    if ((await decodeAll(file)) !== "read")
      throw new SoakFailure(`file ${at} is refused unchanged`);
  }
  for (let at = 0; at < count; at += 1) {
    const [file, other] = [files[draw(files.length)], files[draw(files.length)]];
    if (file === undefined || other === undefined) throw new RangeError("a corpus has files");
    const bytes = mutated(file, other, draw);
    try {
      tally[await decodeAll(bytes)] += 1;
    } catch (error) {
      const input = Buffer.from(bytes).toString("base64");
      throw new SoakFailure(`input ${at}: ${String(error)}\n${input}`, { cause: error });
    }
    // Ctrl-C and the limit of a seed get their turn.
    if (at % 100 === 99) await nextTurn();
  }
  return tally;
}
