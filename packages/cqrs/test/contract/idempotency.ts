import { exactly } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  codeOf,
  type ContractStage,
  fresh,
  OTHER_TENANT,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

const said = (word: string) => ({ type: "Said", word });

export function idempotencyContract(stage: () => ContractStage): void {
  answersAreKept(stage);
  idsAreCompared(stage);
  severalAtOnce(stage);
}

function answersAreKept(stage: () => ContractStage): void {
  it.each(["any", "absent", exactly(0)] as const)(
    "a command that is sent again gets its stored answer, expecting %j (L8)",
    async (expected) => {
      const { store, another } = stage();
      const id = fresh("account");
      const request = saying(id, expected, "a", "b");
      const first = await store.append(request);
      await store.append(saying(id, "any", "later"));
      const again = await another().append(request);
      expect(again).toEqual({ ...first, status: "duplicate" });
      expect(await wordsOf(store, id)).toEqual(["a", "b", "later"]);
    },
  );

  it("the answer that was handed over is kept with the command", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const answer = { status: 201, id: "transfer-1", cents: 5n };
    const commands = [{ commandId: fresh("command"), events: [said("a")], answer }];
    const request = { tenant: TENANT, streamId, expect: "any", commands } as const;
    expect(await store.append(request)).toMatchObject({ answers: [{ answer }] });
    expect(await store.append(request)).toMatchObject({
      status: "duplicate",
      answers: [{ answer }],
    });
  });

  it("the same id for something else is a mismatch, and nothing is written", async () => {
    const { store } = stage();
    const id = fresh("account");
    const request = saying(id, "any", "a");
    const [command] = request.commands;
    await store.append(request);
    const commands = [{ commandId: command?.commandId ?? "", events: [said("b")] }];
    const refused = await store.append({ ...request, commands });
    expect(refused).toMatchObject({
      code: "command_mismatch",
      data: { commandId: command?.commandId },
    });
    expect(codeOf(await store.append({ ...request, streamId: fresh("account") }))).toBe(
      "command_mismatch",
    );
    expect(await wordsOf(store, id)).toEqual(["a"]);
  });
}

function idsAreCompared(stage: () => ContractStage): void {
  it("other events under the same fingerprint are the same command", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const commandId = fresh("command");
    const saying = (word: string) => ({
      tenant: TENANT,
      streamId,
      expect: "any" as const,
      commands: [{ commandId, fingerprint: "open it", events: [said(word)] }],
    });
    await store.append(saying("a"));
    expect(codeOf(await store.append(saying("b")))).toBe("duplicate");
    expect(await wordsOf(store, streamId)).toEqual(["a"]);
  });

  it("a command without events is remembered, and leaves no stream behind", async () => {
    const { store } = stage();
    const id = fresh("account");
    const request = saying(id, "absent");
    const first = await store.append(request);
    expect(first).toMatchObject({ status: "ok", version: 0 });
    expect(await store.append(request)).toEqual({ ...first, status: "duplicate" });
    expect(codeOf(await store.append(saying(id, "absent", "a")))).toBe("ok");
    expect(await store.append(request)).toEqual({ ...first, status: "duplicate" });
  });

  it("an id belongs to its tenant", async () => {
    const { store } = stage();
    const request = saying(fresh("account"), "any", "a");
    await store.append(request);
    expect(codeOf(await store.append({ ...request, tenant: OTHER_TENANT }))).toBe("ok");
  });

  it("a command of several that was accepted before makes a conflict of them all", async () => {
    const { store } = stage();
    const id = fresh("account");
    const old = { commandId: fresh("command"), events: [said("a")] };
    const request = { tenant: TENANT, streamId: id, expect: "any" as const };
    await store.append({ ...request, commands: [old] });
    const commands = [{ commandId: fresh("command"), events: [said("b")] }, old];
    expect(codeOf(await store.append({ ...request, commands }))).toBe("version_conflict");
    const other = { ...old, events: [said("c")] };
    const mismatch = await store.append({ ...request, commands: [...commands.slice(0, 1), other] });
    expect(mismatch).toMatchObject({
      code: "command_mismatch",
      data: { commandId: old.commandId },
    });
    expect(await wordsOf(store, id)).toEqual(["a"]);
  });
}

function severalAtOnce(stage: () => ContractStage): void {
  it("several commands that are sent again together get their stored answers", async () => {
    const { store, another } = stage();
    const commands = ["a", "b"].map((word) => ({
      commandId: fresh("command"),
      events: [said(word)],
    }));
    const request = { tenant: TENANT, streamId: fresh("account"), expect: exactly(0), commands };
    const first = await store.append(request);
    expect(await another().append(request)).toEqual({ ...first, status: "duplicate" });
    expect(await wordsOf(store, request.streamId)).toEqual(["a", "b"]);
  });

  it("what commands led to can be asked for", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const commandId = fresh("command");
    const command = { commandId, fingerprint: "open", events: [said("a")], answer: "fine" };
    await store.append({ tenant: TENANT, streamId, expect: "absent", commands: [command] });
    const found = await store.findCommands(TENANT, [
      { commandId: fresh("command"), fingerprint: "open" },
      { commandId, fingerprint: "open" },
      { commandId, fingerprint: "close" },
    ]);
    expect(found).toMatchObject([
      undefined,
      { streamId, version: 1, answer: "fine" },
      { code: "command_mismatch" },
    ]);
    expect(await store.findCommands(TENANT, [])).toEqual([]);
  });
}
