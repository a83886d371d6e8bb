import { standingChain, type Chain } from "../src/chain.ts";
import type { DelegationRecord } from "../src/delegation-record.ts";
import { generateDelegations } from "../src/generate-delegations.ts";
import { LivingChain } from "../src/living-chain.ts";
import { truthOf } from "../src/truth.ts";

/** The history every chain of these tests starts with. */
export const table = generateDelegations(3, 200);

/** A chain on top of that history. */
export function living(seed = 3, delegationsPerBlock = 3): LivingChain {
  return new LivingChain(standingChain(table), seed, { delegationsPerBlock });
}

/** With two blocks on top that hold at least two operations each. */
export function busy(): LivingChain {
  const chain = living();
  for (let tries = 0; tries < 100; tries += 1) {
    chain.advance();
    const { head } = chain.present;
    if (operationsAt(chain, head).length > 1 && operationsAt(chain, head - 1).length > 1) {
      return chain;
    }
  }
  throw new RangeError("no such blocks were drawn");
}

/** Its rows above that level. */
export function records(chain: Chain, above = 0): readonly DelegationRecord[] {
  return [...truthOf(chain.view(), chain.head, above).records()];
}

/** The rows of one level. */
export function at(chain: LivingChain, level: number): readonly DelegationRecord[] {
  return records(chain.present, level - 1).filter((record) => record.level === level);
}

/** The operations of one level. */
export function operationsAt(chain: LivingChain, level: number): readonly string[] {
  return [...new Set(at(chain, level).map(({ hash }) => hash))];
}

/** What all rows amount to. */
export function sha(chain: LivingChain): string {
  return truthOf(chain.present.view(), chain.present.head).sha256();
}

/** What identifies a delegation whatever its id. */
export const KEY = ({ hash, counter, nonce }: DelegationRecord): string =>
  `${hash} ${counter} ${nonce}`;
/** The ids of the rows. */
export const ids = (rows: readonly DelegationRecord[]): readonly number[] =>
  rows.map(({ id }) => id);
