import { Bank, inProcessFetch, VirtualTime, type BankOptions } from "@holdfast/standin-bank";

import { Form3, type Form3Options } from "../src/index.ts";

export const ORGANISATION = "eb0bd6f5-c3f5-44b2-b677-acd23cdde73c";
const START_MS = Date.UTC(2026, 0, 1);

/** A bank and a client in one process, in a time of their own. */
export type Stage = {
  readonly bank: Bank;
  readonly form3: Form3;
  readonly time: VirtualTime;
  /** Every request that reached the bank: method and path with query. */
  readonly requests: readonly string[];
  /** Lets time pass until it is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
};

/** Sets the stage; chance is always one half. */
export function stage(options: Partial<Form3Options> = {}, bankOptions: BankOptions = {}): Stage {
  const time = new VirtualTime(START_MS);
  const bank = new Bank({ patch: true, clock: () => time.nowMs, ...bankOptions });
  const send = inProcessFetch(bank, (ms) => time.sleep(ms));
  const requests: string[] = [];
  const form3 = new Form3({
    baseUrl: "http://bank.test",
    fetch(url, init) {
      requests.push(`${init.method} ${decodeURIComponent(url.slice("http://bank.test".length))}`);
      return send(url, init);
    },
    runtime: {
      nowMs: () => time.nowMs,
      random: () => 0.5,
      newId: () => uuid(requests.length),
      after: (ms, callback) => time.after(ms, callback),
    },
    ...options,
  });
  return { bank, form3, time, requests, run: (work) => time.run(work) };
}

/** A UUID that is told by its number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${`${number}`.padStart(12, "0")}`;
}

/** An account that the bank takes. */
export function newAccount(id?: string) {
  return {
    organisation_id: ORGANISATION,
    attributes: { country: "GB", name: ["Ada"] },
    ...(id === undefined ? {} : { id }),
  };
}
