import type { Pass, Sent } from "./repeats.ts";

/** What `repeats-child.ts` can be asked. */
export type RepeatsQuestions = {
  send(asked: { readonly url: string; readonly sent: Sent }): Promise<Pass>;
};
