import type { Believed, Notary, TreeHead } from "@holdfast/postgres/notary";
import { openCheckpoint, parseCheckpoint, parseNote } from "@holdfast/transparency";

import { Refused } from "../cli/refused.ts";

/** The newest checkpoint, after a look whether it is for what stands beside it. Throws `Refused`. */
export async function latestCheckpoint(
  notary: Notary,
  believed: Believed | undefined,
): Promise<TreeHead> {
  const head = await notary.latestCheckpoint();
  if (head === undefined) throw new Refused("nothing of this log was signed: no notary runs on it");
  const read = believed === undefined ? unproven(head.note) : openCheckpoint(head.note, believed);
  if (typeof read === "string") {
    throw new Refused(`the newest checkpoint is not believed (${read}): check --key and --origin`);
  }
  if (read.size === head.size && read.root === head.root) return head;
  throw new Refused("the newest checkpoint was signed for something else: run holdfast verify");
}

/** What a checkpoint says, whoever signed it. */
function unproven(note: string) {
  const parsed = parseNote(note);
  return typeof parsed === "string" ? parsed : parseCheckpoint(parsed.text);
}
