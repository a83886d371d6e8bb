import { exactly } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  codeOf,
  type ContractStage,
  fresh,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

export function expectationsContract(stage: () => ContractStage): void {
  expectationsAreChecked(stage);
  streamsGrow(stage);
}

function expectationsAreChecked(stage: () => ContractStage): void {
  it("absent passes once, and a stream that exists is a conflict (Emmett 0.42: no check)", async () => {
    const { store } = stage();
    const id = fresh("account");
    const first = await store.append(saying(id, "absent", "a"));
    expect(first).toMatchObject({ status: "ok", streamId: id, version: 1 });
    expect(await store.append(saying(id, "absent", "b"))).toMatchObject({
      code: "version_conflict",
      data: { streamId: id, expected: 0, actual: 1 },
    });
    expect(codeOf(await store.append(saying(id, exactly(0), "b")))).toBe("version_conflict");
    expect(await wordsOf(store, id)).toEqual(["a"]);
  });

  it("exactly passes at this version, neither below nor above it", async () => {
    const { store } = stage();
    const id = fresh("account");
    await store.append(saying(id, "absent", "a", "b"));
    for (const version of [1, 3]) {
      expect(await store.append(saying(id, exactly(version), "no"))).toMatchObject({
        code: "version_conflict",
        data: { expected: version, actual: 2 },
      });
    }
    expect(await store.append(saying(id, exactly(2), "c"))).toMatchObject({ version: 3 });
    expect(await wordsOf(store, id)).toEqual(["a", "b", "c"]);
  });

  it("a version of a stream that does not exist is a conflict with version 0", async () => {
    const refused = await stage().store.append(saying(fresh("account"), exactly(1), "a"));
    expect(refused).toMatchObject({ code: "version_conflict", data: { expected: 1, actual: 0 } });
  });

  it("present passes when there is something", async () => {
    const { store } = stage();
    const id = fresh("log");
    expect(await store.append(saying(id, "present", "a"))).toMatchObject({
      code: "version_conflict",
      data: { expected: "present", actual: 0 },
    });
    await store.append(saying(id, "absent", "a"));
    expect(await store.append(saying(id, "present", "b"))).toMatchObject({ version: 2 });
  });

  it("any passes always", async () => {
    const { store } = stage();
    const id = fresh("log");
    await store.append(saying(id, "any", "a"));
    await store.append(saying(id, "any", "b"));
    expect(await wordsOf(store, id)).toEqual(["a", "b"]);
  });
}

function streamsGrow(stage: () => ContractStage): void {
  it("a third append keeps the first two (S1: the stream was replaced)", async () => {
    const { store } = stage();
    const id = fresh("account");
    await store.append(saying(id, "absent", "a"));
    await store.append(saying(id, exactly(1), "b"));
    await store.append(saying(id, exactly(2), "c"));
    expect(await wordsOf(store, id)).toEqual(["a", "b", "c"]);
  });

  it("a closed stream takes nothing more and still counts as existing", async () => {
    const { store } = stage();
    const id = fresh("account");
    await store.append({ ...saying(id, "absent", "a"), closes: true });
    for (const expected of ["any", "present", "absent", exactly(1)] as const) {
      expect(codeOf(await store.append(saying(id, expected, "b")))).toBe("stream_closed");
    }
    expect(await wordsOf(store, id)).toEqual(["a"]);
  });

  it("several commands of one request pass or fail together", async () => {
    const { store } = stage();
    const id = fresh("account");
    const [one, two, three] = [fresh("c"), fresh("c"), fresh("c")];
    const commands = [
      { commandId: one, events: [{ type: "Said", word: "a" }] },
      { commandId: two, events: [] },
      {
        commandId: three,
        events: [
          { type: "Said", word: "b" },
          { type: "Said", word: "c" },
        ],
      },
    ];
    const request = { tenant: TENANT, streamId: id, commands };
    expect(codeOf(await store.append({ ...request, expect: exactly(1) }))).toBe("version_conflict");
    const outcome = await store.append({ ...request, expect: "absent" });
    expect(outcome).toMatchObject({
      status: "ok",
      version: 3,
      answers: [{ version: 1 }, { version: 1 }, { version: 3 }],
    });
    expect(await wordsOf(store, id)).toEqual(["a", "b", "c"]);
  });

  it("a request that was aborted before it was sent is dropped", async () => {
    const { store } = stage();
    const id = fresh("account");
    const aborted = { ...saying(id, "any", "a"), signal: AbortSignal.abort() };
    await expect(store.append(aborted)).rejects.toMatchObject({ name: "AbortError" });
    expect(await wordsOf(store, id)).toEqual([]);
  });
}
