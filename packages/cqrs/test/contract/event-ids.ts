import { randomUUID } from "node:crypto";

import { expect, it } from "vitest";

import { codeOf, type ContractStage, fresh, TENANT } from "../event-store-stage.ts";

export function eventIdsContract(stage: () => ContractStage): void {
  it("those that were given are kept, the others are made", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const eventIds = [randomUUID(), randomUUID()];
    const commands = [
      { commandId: fresh("command"), events: [{ type: "A" }, { type: "B" }], eventIds },
      { commandId: fresh("command"), events: [{ type: "C" }] },
    ];
    expect(codeOf(await store.append({ tenant: TENANT, streamId, expect: "any", commands }))).toBe(
      "ok",
    );
    const events = await store.readStream({ tenant: TENANT, streamId, max: 10 });
    expect(events.map(({ eventId }) => eventId)).toEqual([...eventIds, expect.any(String)]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it("several streams have their own", async () => {
    const { store } = stage();
    const [one, two] = [fresh("account"), fresh("account")];
    const ids = [randomUUID(), randomUUID()] as const;
    const part = (streamId: string, eventId: string) => {
      return { streamId, expect: "any", events: [{ type: "A" }], eventIds: [eventId] } as const;
    };
    const parts = [part(one, ids[0]), part(two, ids[1])];
    await store.appendAll({ tenant: TENANT, commandId: fresh("command"), parts });
    for (const [at, streamId] of [one, two].entries()) {
      const [event] = await store.readStream({ tenant: TENANT, streamId, max: 1 });
      expect(event?.eventId).toBe(ids[at]);
    }
  });
}
