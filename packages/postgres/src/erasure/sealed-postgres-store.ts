import {
  type AppendAllRequest,
  type AppendRefusal,
  type AppendRequest,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";
import { sealedAccess, sealedStore, type SealedWriting, type Sealing } from "@holdfast/erasure";

import type { PostgresEventStore } from "../event-store/postgres-event-store.ts";
import type { WriteItems, WriteOutcome, WriteRequest } from "../event-store/write-batch.ts";

/** The event store of a service as `sealedStore` makes it, with its batches. */
export function sealedPostgresStore(
  store: PostgresEventStore,
  sealing: Sealing,
): PostgresEventStore {
  const access = sealedAccess(store, sealing);
  const { writing } = access;
  return {
    ...sealedStore(store, sealing, access),
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
): Promise<readonly (WriteOutcome | undefined)[]> {
  const decided = new Map<number, WriteOutcome | undefined>();
  const sealed = new Map<number, Sealed>();
  const writeSealed: WriteItems<Numbered<Item>> = async (tx, open) => {
    const plain = await write(
      tx,
      open.map(({ item }) => item),
    );
    const refused = new Map<number, AppendRefusal>();
    const requests: (WriteRequest | undefined)[] = [];
    for (const [at, request] of plain.entries()) {
      const each = request === undefined ? undefined : await seal(request, writing);
      const number = open[at]?.number ?? at;
      if (each !== undefined) sealed.set(number, each);
      const sent = each?.sent;
      if (sent !== undefined && isAppendRefusal(sent)) refused.set(number, sent);
      else requests.push(sent);
    }
    if (refused.size > 0) throw new CannotBeSealed(refused);
    return requests;
  };
  const tell = async (number: number, outcome: WriteOutcome | undefined): Promise<void> => {
    const told = outcome === undefined ? undefined : sealed.get(number)?.told(outcome);
    decided.set(number, await told);
  };
  const numbered = items.map((item, number) => ({ item, number }));
  for (;;) {
    const open = numbered.filter(({ number }) => !decided.has(number));
    try {
      const outcomes = await store.writeBatch(open, writeSealed);
      for (const [at, { number }] of open.entries()) await tell(number, outcomes[at]);
      return items.map((_, number) => decided.get(number));
    } catch (error) {
      if (!(error instanceof CannotBeSealed)) throw error;
      for (const [number, refusal] of error.refused) await tell(number, refusal);
    }
  }
}

type Numbered<Item> = { readonly item: Item; readonly number: number };

/** What is sent for a request, or why nothing can be, and what its caller is told of the outcome. */
type Sealed = {
  readonly sent: WriteRequest | AppendRefusal;
  readonly told: (outcome: WriteOutcome) => Promise<WriteOutcome>;
};

function seal(request: WriteRequest, writing: SealedWriting): Promise<Sealed> {
  return "parts" in request ? sealAll(request, writing) : sealOne(request, writing);
}

async function sealOne(request: AppendRequest, writing: SealedWriting): Promise<Sealed> {
  const sent = await writing.sealed(request);
  return {
    sent,
    told: async (outcome) => {
      if (isAppendRefusal(sent)) return writing.refused(request, sent);
      return "parts" in outcome ? outcome : writing.appended(request, outcome, sent);
    },
  };
}

async function sealAll(request: AppendAllRequest, writing: SealedWriting): Promise<Sealed> {
  const sent = await writing.allSealed(request);
  return {
    sent,
    told: async (outcome) => {
      if (isAppendRefusal(sent)) return writing.allRefused(request, sent);
      return "answers" in outcome ? outcome : writing.allAppended(request, outcome);
    },
  };
}
