import { timestampText } from "./chain-time.ts";
import type { Chain } from "./chain.ts";
import { cycleAt, protocolAfter, protocolAt } from "./protocols.ts";
import type { Shaping } from "./shaping.ts";

/** The body of `GET /v1/head`. Prices and votes are not modelled: zero. */
export function headText(chain: Chain, level: number, { chainId, clockShift }: Shaping): string {
  const protocol = protocolAt(level);
  return JSON.stringify({
    chain: "mainnet",
    chainId,
    cycle: cycleAt(level),
    level,
    hash: chain.blockHash(level),
    protocol: protocol.hash,
    nextProtocol: protocol.hash,
    timestamp: timestampText(chain.secondsOf(level)),
    votingEpoch: 0,
    votingPeriod: 0,
    knownLevel: chain.head,
    lastSync: timestampText(chain.secondsOf(level) + clockShift),
    synced: level === chain.head,
    quoteLevel: level,
    quoteBtc: 0,
    quoteEur: 0,
    quoteUsd: 0,
    quoteCny: 0,
    quoteJpy: 0,
    quoteKrw: 0,
    quoteEth: 0,
    quoteGbp: 0,
  });
}

/** The body of `GET /v1/protocols/current`, with the constants a follower of the chain may need. */
export function protocolText(level: number): string {
  const protocol = protocolAt(level);
  const next = protocolAfter(protocol);
  const lastLevel = next === undefined ? {} : { lastLevel: next.firstLevel - 1 };
  return JSON.stringify({
    code: protocol.code,
    hash: protocol.hash,
    firstLevel: protocol.firstLevel,
    firstCycle: cycleAt(protocol.firstLevel),
    firstCycleLevel: protocol.firstLevel,
    ...lastLevel,
    constants: {
      blocksPerCycle: protocol.blocksPerCycle,
      timeBetweenBlocks: protocol.blockSeconds,
    },
  });
}
