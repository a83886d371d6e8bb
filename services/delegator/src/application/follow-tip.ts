import { type Delegation } from "../domain/delegation.ts";
import { rankRows } from "../domain/ranks.ts";
import { type Audit } from "./audit.ts";
import { type Clock } from "./clock.ts";
import { type HistoryReader, type HistoryWriter, type Tip } from "./history.ts";
import { type Tell } from "./sync-fact.ts";
import { type Upstream, type UpstreamPage } from "./upstream.ts";

export type FollowPorts = {
  readonly upstream: Upstream;
  readonly history: HistoryReader & HistoryWriter;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly tell: Tell;
};

export type FollowOptions = {
  readonly finality: number;
  readonly pollMs: number;
  readonly auditMs: number;
};

/**
 * Adds what has become final and audits from time to time. A poll is one request, and a second one for the count when
 * the final level has moved. Rows that a reorg could still take back are not stored, so nothing has to be retracted.
 */
export async function followTip(
  ports: FollowPorts,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = ports;
  let auditDue = clock.monotonic();
  while (!signal.aborted) {
    const isBehind = await advance(ports, options.finality, signal);
    if (isBehind) continue;
    if (clock.monotonic() >= auditDue) {
      await ports.audit(signal);
      auditDue = clock.monotonic() + options.auditMs;
    }
    await clock.sleep(options.pollMs, signal);
  }
}

type Settled = { readonly rows: readonly Delegation[]; readonly final: number };

/** The part of a page above the stored final level that no reorg can change any more. */
function settled(page: UpstreamPage, finality: number, isFull: boolean): Settled {
  const final = page.level - finality;
  // A full page may end in the middle of a level: the next page brings the whole of it.
  const lastLevel = page.rows.at(-1)?.level ?? 0;
  const bound = isFull ? Math.min(final, lastLevel - 1) : final;
  return { rows: page.rows.filter(({ level }) => level <= bound), final: bound };
}

/** What lies above a level: a page, and as many more as it takes to see the end of its first level. */
async function tipPage(
  upstream: Upstream,
  levelAbove: number,
  signal: AbortSignal,
): Promise<UpstreamPage & { readonly isFull: boolean }> {
  let page = await upstream.page({ levelAbove, afterId: 0 }, signal);
  // What is final at the lowest of the levels is final in all the answers.
  let { level } = page;
  const rows = [...page.rows];
  for (;;) {
    const last = rows.at(-1);
    const isFull = page.rows.length === upstream.pageSize;
    if (last === undefined || !isFull || last.level !== rows[0]?.level) {
      return { rows, level, isFull };
    }
    page = await upstream.page({ levelAbove, afterId: last.id }, signal);
    rows.push(...page.rows);
    level = Math.min(level, page.level);
  }
}

/** One step towards the tip; true when more is waiting. */
async function advance(
  ports: FollowPorts,
  finality: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { upstream, history, tell } = ports;
  const tip = await history.tip();
  const page = await tipPage(upstream, tip.finalLevel, signal);
  const { isFull } = page;
  const { rows, final } = settled(page, finality, isFull);
  if (final <= tip.finalLevel) return false; // Nothing new, or a replica that lags behind.
  const doubt = idDoubt(tip, page) ?? (await countDoubt(upstream, { tip, rows, final }, signal));
  if (doubt !== undefined) {
    tell({ type: "TipDoubted", ...doubt });
    return false;
  }
  const { ranked, end } = rankRows(tip.ranks, rows);
  await history.append(ranked, { head: page.level, final });
  tell({ type: "TipAdvanced", head: page.level, final, added: rows.length, rows: end.g });
  return isFull;
}

type Doubt = {
  readonly doubt: "count" | "ids";
  readonly expected: number;
  readonly found: number;
};

/** Ids ascend with levels for ever; where they do not, the upstream has renumbered its rows. */
function idDoubt({ lastId }: Tip, { rows }: UpstreamPage): Doubt | undefined {
  const first = rows[0]?.id ?? Infinity;
  return first > lastId ? undefined : { doubt: "ids", expected: lastId, found: first };
}

/** A page cannot tell that a row is missing; a count can, and a level is never asked for again once it is stored. */
async function countDoubt(
  upstream: Upstream,
  { tip, rows, final }: Settled & { readonly tip: Tip },
  signal: AbortSignal,
): Promise<Doubt | undefined> {
  const counted = { levelAbove: tip.finalLevel, levelMax: final };
  const expected = await upstream.count(counted, signal);
  const isBelieved = expected === undefined || expected === rows.length;
  return isBelieved ? undefined : { doubt: "count", expected, found: rows.length };
}
