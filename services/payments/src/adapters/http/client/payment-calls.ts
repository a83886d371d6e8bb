import type { Connection, ReadOptions, WriteOptions } from "./connection.ts";
import { listOf } from "./list.ts";
import { pathOf } from "./path-of.ts";
import type * as wire from "./wire-types.ts";

/** Foreign exchange. */
export function fxCalls({ post }: Connection) {
  return {
    /** Promises a rate, for one conversion and for a while. */
    quote: (body: wire.AskQuote, options?: WriteOptions) =>
      post<wire.Quote>(pathOf("fx", "quotes"), body, options),
    convert: (body: wire.Convert, options?: WriteOptions) =>
      post<wire.Conversion>(pathOf("fx", "conversions"), body, options),
  };
}

/** Payments to the outside. */
export function paymentCalls({ get, post }: Connection) {
  return {
    request: (body: wire.RequestPayment, options?: WriteOptions) =>
      post<wire.Payment>(pathOf("payments"), body, options),
    /** Lets one go on that needed somebody. */
    resume: (id: string, body: wire.ResumePayment, options?: WriteOptions) =>
      post<wire.NamedPayment>(pathOf("payments", id, "resume"), body, options),
    /** Says how one ended of which the rail says nothing. */
    resolve: (id: string, body: wire.ResolvePayment, options?: WriteOptions) =>
      post<wire.NamedPayment>(pathOf("payments", id, "resolve"), body, options),
    get: (id: string, options?: ReadOptions) =>
      get<wire.Payment>(pathOf("payments", id), {}, options),
    /** The newest first. */
    list: (query: wire.PaymentsQuery = {}, options?: ReadOptions) =>
      listOf<wire.PaymentsPage>((at) => get(pathOf("payments"), { ...query, ...at }, options)),
  };
}
