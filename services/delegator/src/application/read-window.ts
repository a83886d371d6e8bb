import type { Delegation } from "../domain/delegation.ts";
import { firstDifference } from "../domain/first-difference.ts";
import type { Upstream } from "./upstream.ts";

/** What the upstream has above a level. */
export type UpstreamWindow = {
  readonly rows: readonly Delegation[];
  /** Its newest level when it answered. */
  readonly head: number;
  /** `rows` are whole up to this level. */
  readonly through: number;
};

export type WindowRequest = {
  readonly floor: number;
  /** The newest level that is final already. */
  readonly final: number;
  readonly finality: number;
};

/** Between two pages of one answer the chain may be replaced; a chain that never holds still is asked later. */
const READS_MAX = 5;

/**
 * Reads what lies above a level: one request as long as it fits into a page. Far behind the tip a full page is taken up
 * to the last level that is whole and final. Undefined when the tip moved under every attempt to read it in pages.
 */
export async function readWindow(
  upstream: Upstream,
  { floor, final, finality }: WindowRequest,
  signal: AbortSignal,
): Promise<UpstreamWindow | undefined> {
  const page = await upstream.page({ levelAbove: floor, afterId: 0 }, signal);
  const rows = [...page.rows];
  const head = page.level;
  if (rows.length < upstream.pageSize) return { rows, head, through: head };
  const lastWhole = (rows.at(-1)?.level ?? 0) - 1;
  const through = Math.min(lastWhole, head - finality);
  if (through > final) return { rows: upTo(rows, through), head, through };
  return readSteadily(upstream, floor, signal);
}

function upTo(rows: readonly Delegation[], level: number): readonly Delegation[] {
  return rows.filter((row) => row.level <= level);
}

/** Pages of different branches must not be mixed: only what two reads in a row agree on is believed. */
async function readSteadily(
  upstream: Upstream,
  floor: number,
  signal: AbortSignal,
): Promise<UpstreamWindow | undefined> {
  let before = await readPages(upstream, floor, signal);
  for (let read = 1; read < READS_MAX; read += 1) {
    const window = await readPages(upstream, floor, signal);
    const isSteady = window.head === before.head && window.isOneHead && before.isOneHead;
    if (isSteady && firstDifference(window.rows, before.rows) === undefined) {
      return { rows: window.rows, head: window.head, through: window.head };
    }
    before = window;
  }
  return undefined;
}

async function readPages(upstream: Upstream, floor: number, signal: AbortSignal) {
  const rows: Delegation[] = [];
  const heads: number[] = [];
  for (;;) {
    const afterId = rows.at(-1)?.id ?? 0;
    const page = await upstream.page({ levelAbove: floor, afterId }, signal);
    rows.push(...page.rows);
    heads.push(page.level);
    if (page.rows.length < upstream.pageSize) break;
  }
  const head = Math.min(...heads);
  return { rows, head, isOneHead: heads.every((level) => level === head) };
}
