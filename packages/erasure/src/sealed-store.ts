import {
  type AppendRefusal,
  type AppendRequest,
  type EventStore,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

import { SealedMemory } from "./sealed-memory.ts";
import { SealedReading } from "./sealed-reading.ts";
import { SealedWriting } from "./sealed-writing.ts";
import type { Sealing } from "./sealing.ts";

/**
 * An event store whose callers see plain values while the log, the memory of commands and the snapshots hold ciphertext of
 * all that is personal. An append about somebody who was erased is refused: `subject_erased`.
 */
export function sealedStore(store: EventStore, sealing: Sealing): EventStore {
  const reading = new SealedReading(store, sealing);
  const memory = new SealedMemory(store, sealing);
  const writing = new SealedWriting({ store, sealing, reading, memory });
  let sealingNow = 0;
  const sealed = async (request: AppendRequest): Promise<AppendRequest | AppendRefusal> => {
    sealingNow += 1;
    try {
      return await writing.sealed(request);
    } finally {
      sealingNow -= 1;
    }
  };
  return {
    async append(request) {
      // Beside others that are being sealed it goes their way: it would overtake them.
      if (sealingNow === 0 && writing.isPlain(request)) {
        return writing.plainAppended(request, await store.append(request));
      }
      const sent = await sealed(request);
      if (isAppendRefusal(sent)) return writing.refused(request, sent);
      return writing.appended(request, await store.append(sent), sent);
    },
    async appendAll(request) {
      const sealed = await writing.allSealed(request);
      if (isAppendRefusal(sealed)) return writing.allRefused(request, sealed);
      return writing.allAppended(request, await store.appendAll(sealed));
    },
    findCommands: (tenant, commands) => memory.find(tenant, commands),
    loadStream: (wanted) => reading.load(wanted),
    saveSnapshot: (snapshot) => reading.saveSnapshot(snapshot),
    readStream: async (query) => sealing.open(await store.readStream(query)),
    readLog: async (query) => sealing.open(await store.readLog(query)),
  };
}
