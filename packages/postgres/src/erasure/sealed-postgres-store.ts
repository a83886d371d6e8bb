import {
  type AppendOutcome,
  type AppendRefusal,
  type AppendRequest,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";
import { SealedReading, sealedStore, SealedWriting, type Sealing } from "@holdfast/erasure";

import type { PostgresEventStore } from "../event-store/postgres-event-store.ts";
import type { WriteItems } from "../event-store/write-batch.ts";

/** The event store of a service as `sealedStore` makes it, with its batches. */
export function sealedPostgresStore(
  store: PostgresEventStore,
  sealing: Sealing,
): PostgresEventStore {
  const writing = new SealedWriting({ store, sealing, reading: new SealedReading(store, sealing) });
  return {
    ...sealedStore(store, sealing),
    writeBatch: (items, write) => sealedBatch(items, write, { store, writing }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Takes a transaction back, since some of its items cannot be sealed. */
class CannotBeSealed extends TypeError {
  readonly refused: ReadonlyMap<number, AppendRefusal>;

  constructor(refused: ReadonlyMap<number, AppendRefusal>) {
    super("some items cannot be sealed");
    this.refused = refused;
  }
}

type Batching = { readonly store: PostgresEventStore; readonly writing: SealedWriting };

/** An item that cannot be sealed is left out, and the others are written again, as with any other refusal. */
async function sealedBatch<Item>(
  items: readonly Item[],
  write: WriteItems<Item>,
  { store, writing }: Batching,
): Promise<readonly AppendOutcome[]> {
  const decided = new Map<number, AppendOutcome>();
  const requests = new Map<number, Sent>();
  const writeSealed: WriteItems<number> = async (tx, numbers) => {
    const plain = await write(tx, itemsAt(items, numbers));
    const refused = new Map<number, AppendRefusal>();
    const sealed: AppendRequest[] = [];
    for (const [at, request] of plain.entries()) {
      const each = await writing.sealed(request);
      const number = numbers[at] ?? at;
      requests.set(number, { plain: request, sealed: each });
      if (isAppendRefusal(each)) refused.set(number, each);
      else sealed.push(each);
    }
    if (refused.size > 0) throw new CannotBeSealed(refused);
    return sealed;
  };
  for (;;) {
    const open = [...items.keys()].filter((number) => !decided.has(number));
    try {
      const outcomes = await store.writeBatch(open, writeSealed);
      for (const [at, outcome] of outcomes.entries()) {
        const number = open[at] ?? at;
        decided.set(number, await told(requests.get(number), outcome, writing));
      }
      return itemsAt(decided, [...items.keys()]);
    } catch (error) {
      if (!(error instanceof CannotBeSealed)) throw error;
      for (const [number, refusal] of error.refused) {
        decided.set(number, await told(requests.get(number), refusal, writing));
      }
    }
  }
}

/** A request, and what became of it on its way to the log. */
type Sent = { readonly plain: AppendRequest; readonly sealed: AppendRequest | AppendRefusal };

async function told(
  sent: Sent | undefined,
  outcome: AppendOutcome,
  writing: SealedWriting,
): Promise<AppendOutcome> {
  if (sent === undefined) return outcome;
  const { plain, sealed } = sent;
  if (isAppendRefusal(sealed)) return writing.refused(plain, sealed);
  return writing.appended(plain, outcome, sealed);
}

function itemsAt<Item>(
  items: readonly Item[] | ReadonlyMap<number, Item>,
  numbers: readonly number[],
): readonly Item[] {
  const all = new Map(items.entries());
  return numbers.flatMap((number) => {
    const item = all.get(number);
    return item === undefined ? [] : [item];
  });
}
