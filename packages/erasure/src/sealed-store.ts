import { type EventStore, isAppendRefusal } from "@holdfast/cqrs/event-store";

import { sealedAccess } from "./sealed-access.ts";
import type { Sealing } from "./sealing.ts";
import { SendingOrder } from "./sending-order.ts";

/**
 * An event store whose callers see plain values while the log, the memory of commands and the snapshots hold ciphertext of
 * all that is personal. An append about somebody who was erased is refused: `subject_erased`.
 */
export function sealedStore(
  store: EventStore,
  sealing: Sealing,
  { reading, memory, writing } = sealedAccess(store, sealing),
): EventStore {
  const order = new SendingOrder();
  return {
    async append(request) {
      const isPlain = writing.isPlain(request);
      if (isPlain && !order.isBusy(request)) {
        return writing.appended(request, await store.append(request), request);
      }
      const { prepared, sent } = await order.inTurn(
        request,
        async () => (isPlain ? request : writing.seal(request)),
        (each) => (isAppendRefusal(each) ? each : store.append(each)),
      );
      if (isAppendRefusal(prepared)) return writing.refused(request, prepared);
      return writing.appended(request, await sent, prepared);
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
