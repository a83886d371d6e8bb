import { timestampText } from "./chain-time.ts";
import type { Chain } from "./chain.ts";
import { headText } from "./head-json.ts";
import { dataMessage, reorgMessage, type Channel } from "./hub-messages.ts";
import { operationTexts, type OperationsSubscription } from "./hub-subscription.ts";
import { cycleAt, protocolAt } from "./protocols.ts";
import { HONEST } from "./shaping.ts";

/** What has happened since the hub last told something. */
export type Push = {
  readonly chain: Chain;
  /** The newest level that was told already and still holds. */
  readonly validLevel: number;
  readonly isReorg: boolean;
};

/** What somebody is subscribed to. */
export type Interests = {
  readonly channels: ReadonlySet<Channel>;
  readonly operations: Iterable<OperationsSubscription>;
};

/** The messages of one channel for somebody with those interests. */
export function channelMessages(
  channel: Channel,
  { chain, validLevel, isReorg }: Push,
  interests: Interests,
): readonly string[] {
  if (!interests.channels.has(channel)) return [];
  const data = dataOf(channel, { chain, validLevel, isReorg }, interests);
  return [
    ...(isReorg ? [reorgMessage(channel, validLevel)] : []),
    ...(data === undefined ? [] : [dataMessage(channel, chain.head, data)]),
  ];
}

/** The head is told at every change, everything else only when there is something to tell. */
function dataOf(
  channel: Channel,
  { chain, validLevel }: Push,
  { operations }: Interests,
): string | undefined {
  if (channel === "head") return headText(chain, chain.head, HONEST);
  if (chain.head <= validLevel) return undefined;
  const texts =
    channel === "blocks"
      ? blockTexts(chain, validLevel)
      : operationTexts(chain, validLevel, operations);
  return texts.length === 0 ? undefined : `[${texts.join(",")}]`;
}

/** Rewards and bakers are not modelled. */
function blockTexts(chain: Chain, above: number): readonly string[] {
  return Array.from({ length: chain.head - above }, (_, index) => {
    const level = above + 1 + index;
    return JSON.stringify({
      cycle: cycleAt(level),
      level,
      hash: chain.blockHash(level),
      timestamp: timestampText(chain.secondsOf(level)),
      proto: protocolAt(level).code,
    });
  });
}
