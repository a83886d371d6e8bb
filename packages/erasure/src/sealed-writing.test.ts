import { createHash } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";
import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import { ERASED, shred } from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import {
  ann,
  annRefersBob,
  bob,
  customers,
  forgetSnapshots,
  logText,
  openSealed,
  referBob,
  registerAnn,
  stream,
  streamId,
  tenant,
  toAnn,
} from "../test/sealing-stage.ts";

describe("commands", () => {
  it("sent again get their answer; another under the same id is a mismatch", async () => {
    const { store, log } = await annRefersBob(() => ({ greeting: "Dear Ann Marker" }));
    const again = await customers(store).handle(toAnn("register", registerAnn));
    expect(again).toMatchObject({ duplicate: true, answer: { greeting: "Dear Ann Marker" } });
    const other = { ...registerAnn, name: "Eve" };
    expect(await customers(store).handle(toAnn("register", other))).toMatchObject({
      code: "command_mismatch",
    });
    expect(await logText(log)).not.toContain("Marker");
    const [kept] = await log.findCommands(tenant, [
      { commandId: "register", fingerprint: "sealed" },
    ]);
    expect(
      JSON.stringify(kept, (_, each: unknown) => (typeof each === "bigint" ? "" : each)),
    ).not.toContain("Marker");
  });

  it("are not told by a hash that can be guessed, before an erasure or after", async () => {
    const { log, keys, store } = await annRefersBob();
    const guess = `${streamId}\0${canonicalJson(registerAnn)}`;
    const guesses = [guess, createHash("sha256").update(guess).digest("hex")];
    for (const fingerprint of guesses) {
      expect(
        await log.findCommands(tenant, [{ commandId: "register", fingerprint }]),
      ).toMatchObject([{ code: "command_mismatch" }]);
    }
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    // What it was compared by is gone with its key: the id still happens once.
    const eve = { ...registerAnn, name: "Eve" };
    const answers = [registerAnn, eve].map((each) =>
      customers(store).handle(toAnn("register", each)),
    );
    expect(await Promise.all(answers)).toMatchObject([{ duplicate: true }, { duplicate: true }]);
    // Another stream is another command all the same.
    const elsewhere = { ...toAnn("register", registerAnn), streamId: "customer-2" };
    expect(await customers(store).handle(elsewhere)).toMatchObject({ code: "command_mismatch" });
    const commands = [{ commandId: "register", events: [] }];
    const bare = { tenant, streamId: "customer-2", expect: "any" as const, commands };
    expect(await store.append(bare)).toMatchObject({ code: "command_mismatch" });
  });

  it("have an answer that dies with everybody who is in their stream", async () => {
    const { store, log, keys } = await annRefersBob(() => "Bob Sign was referred by Ann Marker");
    const again = () => customers(store).handle(toAnn("refer", referBob));
    expect(await again()).toMatchObject({ answer: "Bob Sign was referred by Ann Marker" });
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    expect(await again()).toMatchObject({ duplicate: true, answer: ERASED });
    // What the state knew of the stream counts, not only what the events say.
    const { handle } = customers(store, { answer: () => "Dear Ann Marker" });
    const carl = { ...referBob, friendId: "carl", friendName: "Carl" };
    expect(await handle(toAnn("carl", carl))).toMatchObject({ answer: "Dear Ann Marker" });
    expect(await handle(toAnn("carl", carl))).toMatchObject({ duplicate: true, answer: ERASED });
  });

  it("that were accepted before an erasure stay accepted, whatever they are about", async () => {
    const { store, log, keys } = openSealed();
    const registered = { type: "CustomerRegistered", customerId: ann, name: "Marker" };
    const known = { commandId: "known", events: [registered], answer: "hello" };
    const request = { ...stream, expect: "any" as const, commands: [known] };
    const parts = ["c-1", "c-2"].map((id) => {
      return { streamId: id, expect: "any" as const, events: [registered] };
    });
    const all = { tenant, commandId: "all", parts };
    const first = await store.append(request);
    const firstAll = await store.appendAll(all);
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    expect(await store.append(request)).toMatchObject({
      ...first,
      status: "duplicate",
      answers: [{ answer: ERASED }],
    });
    expect(await store.appendAll(all)).toEqual({ ...firstAll, status: "duplicate" });
    const fresh = { ...known, commandId: "fresh" };
    expect(await store.append({ ...request, commands: [fresh] })).toMatchObject({
      code: "subject_erased",
      data: { path: "commands[0].events[0]", command: 0 },
    });
    expect(await store.appendAll({ ...all, commandId: "other" })).toMatchObject({
      code: "subject_erased",
      data: { path: "parts[0].events[0]" },
    });
    // Some known and some not: what was decided is void, as everywhere.
    expect(await store.append({ ...request, commands: [fresh, known] })).toMatchObject({
      code: "version_conflict",
    });
    expect(await log.readLog({ after: 4n, max: 9 })).toEqual([]);
  });

  it("to several streams are sealed and answered as one", async () => {
    const { store, log } = openSealed();
    const part = (id: string, subject: string) => ({
      streamId: id,
      expect: "absent" as const,
      events: [{ type: "CustomerRegistered", customerId: subject, name: "Marker" }],
    });
    const request = { tenant, commandId: "both", parts: [part("c-1", ann), part("c-2", bob)] };
    const answered = { ...request, answer: { hello: "Marker" } };
    const first = await store.appendAll(answered);
    if (isAppendRefusal(first)) throw new RangeError(first.sentence);
    expect(first.parts).toMatchObject([{ answer: { hello: "Marker" } }, { streamId: "c-2" }]);
    expect(await store.appendAll(answered)).toEqual({ ...first, status: "duplicate" });
    const parts = [part("c-1", bob), part("c-2", bob)];
    expect(await store.appendAll({ ...answered, parts })).toMatchObject({
      code: "command_mismatch",
    });
    expect(await logText(log)).not.toContain("Marker");
  });
});
