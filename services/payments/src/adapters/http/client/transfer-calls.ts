import type { Connection, ReadOptions, WriteOptions } from "./connection.ts";
import { type List, listOf } from "./list.ts";
import { pathOf } from "./path-of.ts";
import type * as wire from "./wire-types.ts";

/** Transfers and holds. */
export function transferCalls({ get, post }: Connection) {
  const make = (path: string, body: object, options?: WriteOptions) =>
    post<wire.RecordedTransfer>(path, body, options);
  return {
    /** Moves money, or holds it where it is `pending`. */
    create: (body: wire.CreateTransfer, options?: WriteOptions) =>
      make(pathOf("transfers"), body, options),
    /** Each is told by itself, unless they are `atomic`. */
    batch: (body: wire.CreateBatch, options?: WriteOptions) =>
      post<wire.Batch>(pathOf("transfers", "batch"), body, options),
    /** Posts a hold, all of it or a part. */
    post: (id: string, body: wire.PostHold = {}, options?: WriteOptions) =>
      make(pathOf("transfers", id, "post"), body, options),
    /** Releases a hold. */
    void: (id: string, body: wire.VoidHold, options?: WriteOptions) =>
      make(pathOf("transfers", id, "void"), body, options),
    reverse: (id: string, body: wire.ReverseTransfer, options?: WriteOptions) =>
      make(pathOf("transfers", id, "reverse"), body, options),
    get: (id: string, options?: ReadOptions) =>
      get<wire.Transfer>(pathOf("transfers", id), {}, options),
    /** In the order in which they were recorded. */
    list: ({ metadata = {}, ...query }: wire.TransfersQuery = {}, options?: ReadOptions) => {
      const notes = Object.entries(metadata).map(([name, text]) => [`metadata.${name}`, text]);
      const filter = { ...query, ...Object.fromEntries(notes) };
      const list: List<wire.TransfersPage> = listOf((at) =>
        get(pathOf("transfers"), { ...filter, ...at }, options),
      );
      return list;
    },
  };
}
