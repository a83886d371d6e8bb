import {
  decode,
  locate,
  openSflList,
  readBinaryPlist,
  readBookmark,
  writeBinaryPlist,
  writeBookmark,
} from "@holdfast/favkit/codecs";

import { BadArguments } from "../bad-arguments.ts";
import type { Bench } from "../contract.ts";
import { decodedList } from "../favkit-codecs/decoded-list.ts";
import { largeList } from "../favkit-codecs/large-list.ts";
import { must } from "../must.ts";
import { medianRatio, pairedRuns } from "../paired-runs.ts";

const FILE_BYTES = 100_000;
/** A fifth of the speed of the runtime's own JSON, which is native code. */
const RATIO_LEAST = 0.2;

/** How quickly a large list is read and written, against JSON of what it says. */
export const bench: Bench = {
  title:
    "favkit: a list of 100 KB read and written again, against JSON.parse and JSON.stringify of what it says",
  async run(report, { quick }) {
    const bytes = largeList(FILE_BYTES);
    const works = {
      list: [rewriteList, decodedList(bytes)],
      everything: [rewriteAll, await decode(bytes)],
    } as const;
    const figures: Record<string, number> = { fileBytes: bytes.length };
    const rows = [];
    const musts = [];
    for (const [name, [rewrite, value]] of Object.entries(works)) {
      report.progress(`reading and writing: ${name}`);
      const json = JSON.stringify(value);
      if (Buffer.compare(rewrite(bytes), bytes) !== 0)
        throw new BadArguments("the list was written otherwise than it was read");
      const rivals = {
        ours: async () => timesPerSecond(() => rewrite(bytes), quick),
        theirs: async () => timesPerSecond(() => JSON.stringify(JSON.parse(json)), quick),
      };
      // What counts is compiled code on both sides.
      await pairedRuns(2, rivals);
      const pairs = await pairedRuns(quick ? 3 : 9, rivals);
      const ratio = medianRatio(pairs);
      const oursMs = 1000 / Math.max(...pairs.map(({ ours }) => ours));
      figures[`${name}Ratio`] = ratio;
      figures[`${name}Ms`] = oursMs;
      rows.push([name, json.length, oursMs.toFixed(2), ratio.toFixed(2)]);
      if (name === "everything") musts.push(must("times of JSON", ratio, ">=", RATIO_LEAST));
    }
    report.table(["read and written", "JSON bytes", "ms", "of JSON"], rows);
    return { figures, musts };
  },
};

function rewriteList(bytes: Uint8Array): Uint8Array {
  const document = readBinaryPlist(bytes);
  openSflList(document);
  return writeBinaryPlist(document.root);
}

/** The bookmarks are taken apart and put together too. */
function rewriteAll(bytes: Uint8Array): Uint8Array {
  const document = readBinaryPlist(bytes);
  for (const { bookmark } of openSflList(document).items) {
    if (bookmark === undefined) continue;
    const blob = readBookmark(bookmark);
    locate(blob);
    if (writeBookmark(blob).length !== bookmark.length)
      throw new BadArguments("a bookmark was written otherwise than it was read");
  }
  return writeBinaryPlist(document.root);
}

function timesPerSecond(work: () => unknown, isQuick: boolean): number {
  const restMs = isQuick ? 100 : 400;
  const startMs = performance.now();
  let times = 0;
  let elapsedMs = 0;
  while (elapsedMs < restMs) {
    work();
    times += 1;
    elapsedMs = performance.now() - startMs;
  }
  return (times * 1000) / elapsedMs;
}
