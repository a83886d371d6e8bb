import type { Truth } from "@holdfast/standin-tzkt";

import type { DelegationView } from "../src/application/delegation-view.ts";
import { viewOf } from "./stream-story.ts";

/** The rich object of every delegation, oldest first, from the chain itself. */
export function viewsOf(truth: Truth, finalLevel: number): readonly DelegationView[] {
  return Array.from(truth.records(), (record) => viewOf(record, record.level <= finalLevel));
}
