import { type AppendAllRequest, exactly, LIMITS } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  codeOf,
  type ContractStage,
  fresh,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

const said = (word: string) => ({ type: "Said", word });

function both(first: string, second: string): AppendAllRequest {
  return {
    tenant: TENANT,
    commandId: fresh("command"),
    parts: [
      { streamId: first, expect: "absent", events: [said("a"), said("b")] },
      { streamId: second, expect: exactly(1), events: [said("c")] },
    ],
  };
}

export function appendAllContract(stage: () => ContractStage): void {
  it("writes to all streams, at neighbouring positions", async () => {
    const { store } = stage();
    const [first, second] = [fresh("account"), fresh("account")];
    await store.append(saying(second, "absent", "opened"));
    const outcome = await store.appendAll(both(first, second));
    if ("code" in outcome) throw new RangeError(outcome.sentence);
    const [one, two] = outcome.parts;
    expect(outcome).toMatchObject({
      status: "ok",
      parts: [
        { streamId: first, version: 2 },
        { streamId: second, version: 2 },
      ],
    });
    expect(two?.firstPosition).toBe((one?.lastPosition ?? 0n) + 1n);
    expect(await wordsOf(store, first)).toEqual(["a", "b"]);
    expect(await wordsOf(store, second)).toEqual(["opened", "c"]);
  });

  it("writes to none when one of them is not as expected", async () => {
    const { store } = stage();
    const [first, second] = [fresh("account"), fresh("account")];
    const outcome = await store.appendAll(both(first, second));
    expect(outcome).toMatchObject({ code: "version_conflict", data: { streamId: second } });
    expect(await wordsOf(store, first)).toEqual([]);
  });

  it("sent again, it gets the stored answers", async () => {
    const { store, another } = stage();
    const [first, second] = [fresh("account"), fresh("account")];
    await store.append(saying(second, "absent", "opened"));
    const request = both(first, second);
    const outcome = await store.appendAll(request);
    expect(await another().appendAll(request)).toEqual({ ...outcome, status: "duplicate" });
    const other = { ...request, parts: request.parts.slice(0, 1) };
    expect(codeOf(await store.appendAll(other))).toBe("command_mismatch");
    expect(await wordsOf(store, second)).toEqual(["opened", "c"]);
  });

  it("names each stream once, and a limited number of them", async () => {
    const { store } = stage();
    const id = fresh("account");
    const parts = (ids: readonly string[]) =>
      ids.map((streamId) => ({ streamId, expect: "any" as const, events: [said("a")] }));
    const all = (ids: readonly string[]) =>
      store.appendAll({ tenant: TENANT, commandId: fresh("command"), parts: parts(ids) });
    expect(await all([])).toMatchObject({ code: "invalid", data: { path: "parts" } });
    expect(await all([id, id])).toMatchObject({ code: "invalid", data: { path: "parts" } });
    const many = Array.from({ length: LIMITS.partsMax + 1 }, () => fresh("account"));
    expect(await all(many)).toMatchObject({ code: "too_large", data: { limit: LIMITS.partsMax } });
  });
}
