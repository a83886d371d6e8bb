import {
  CodecFault,
  locate,
  openSflList,
  readBinaryPlist,
  readBookmark,
  readPlist,
  writeBinaryPlist,
  writeBookmark,
} from "@holdfast/favkit/codecs";

import { SoakFailure } from "../soak-failure.ts";

/** What became of an input: it was understood, or refused by a fault of the codecs. */
export type Verdict = "read" | "refused";

/** The processor's time that one input may take, in milliseconds. */
const CPU_MS_MAX = 50;

/**
 * Decodes an input in every way. What was understood is written again: a bookmark with its own bytes, a property list
 * with bytes that mean the same. Throws `SoakFailure` for anything but that or a `CodecFault`, for an input that was
 * changed, and for one that took too long; the thread's own time is measured, since other work is not its fault.
 */
export async function decodeAll(bytes: Uint8Array): Promise<Verdict> {
  const before = Buffer.from(bytes);
  const startUsage = process.threadCpuUsage();
  const verdict = await attempt(bytes);
  const { user, system } = process.threadCpuUsage(startUsage);
  const cpuMs = (user + system) / 1000;
  if (cpuMs > CPU_MS_MAX) throw new SoakFailure(`${cpuMs.toFixed(1)} ms for ${bytes.length} bytes`);
  if (!before.equals(bytes)) throw new SoakFailure("the input was changed");
  return verdict;
}

async function attempt(bytes: Uint8Array): Promise<Verdict> {
  try {
    const isBookmark = /^(book|alis)/.test(Buffer.from(bytes.subarray(0, 4)).toString("latin1"));
    await (isBookmark ? readAndWriteBookmark(bytes) : readAndWriteList(bytes));
    return "read";
  } catch (error) {
    if (!(error instanceof CodecFault)) throw error;
    const isInside = error.offset >= 0 && Number.isSafeInteger(error.offset);
    if (!isInside) throw new SoakFailure(`a fault at ${error.offset}`, { cause: error });
    return "refused";
  }
}

function readAndWriteBookmark(bytes: Uint8Array): void {
  const blob = readBookmark(bytes);
  locate(blob);
  if (Buffer.compare(writeBookmark(blob), bytes) !== 0)
    throw new SoakFailure("a bookmark was written otherwise than it was read");
}

async function readAndWriteList(bytes: Uint8Array): Promise<void> {
  const document = await readPlist(bytes);
  const first = writeBinaryPlist(document.root);
  if (Buffer.compare(writeBinaryPlist(readBinaryPlist(first).root), first) !== 0)
    throw new SoakFailure("a property list that was written reads otherwise");
  for (const { bookmark } of openSflList(document).items) {
    if (bookmark !== undefined) await tolerate(() => readAndWriteBookmark(bookmark));
  }
}

/** A broken bookmark is one item's misfortune. */
async function tolerate(work: () => void): Promise<void> {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CodecFault)) throw error;
  }
}
