import { type EventStore, exactly, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  codeOf,
  type ContractStage,
  fresh,
  headOf,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export function concurrencyContract(stage: () => ContractStage): void {
  oneWinner(stage);
  orderIsKept(stage);
  noGap(stage);
}

function oneWinner(stage: () => ContractStage): void {
  it("20 parallel absent on each of 50 streams: one winner each (Emmett 0.42: 17 streams had more)", async () => {
    const stores = times(4, () => stage().another());
    const ids = times(50, () => fresh("account"));
    const outcomes = await Promise.all(
      ids.map((id) =>
        Promise.all(
          times(20, async (index) =>
            codeOf(await storeAt(stores, index).append(saying(id, "absent", `opened by ${index}`))),
          ),
        ),
      ),
    );
    for (const codes of outcomes) {
      expect(codes.toSorted()).toEqual(["ok", ...times(19, () => "version_conflict")]);
    }
    const words = await Promise.all(ids.map((id) => wordsOf(stage().store, id)));
    expect(words.map(({ length }) => length)).toEqual(times(50, () => 1));
  });

  it("any never conflicts and loses nothing (Emmett refused 15 of 20, Eventuous lost 10 of 20; L7)", async () => {
    const stores = times(4, () => stage().another());
    const id = fresh("telemetry");
    const outcomes = await Promise.all(
      times(200, (index) => storeAt(stores, index).append(saying(id, "any", `${index}`))),
    );
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(["ok"]));
    const words = await wordsOf(stage().store, id);
    expect([...words].map(Number).sort((a, b) => a - b)).toEqual(times(200, (index) => index));
    const versions = outcomes.map((outcome) => ("version" in outcome ? outcome.version : 0));
    expect(versions.toSorted((a, b) => a - b)).toEqual(times(200, (index) => index + 1));
  });

  it("k writers at one version: one winner, and the rest learn the new version (S2, L6)", async () => {
    const stores = times(4, () => stage().another());
    const id = fresh("account");
    for (let version = 0; version < 10; version += 1) {
      const outcomes = await Promise.all(
        times(16, (index) =>
          storeAt(stores, index).append(saying(id, exactly(version), `${version}`)),
        ),
      );
      const won = outcomes.filter((outcome) => !isAppendRefusal(outcome));
      expect(won).toMatchObject([{ status: "ok", version: version + 1 }]);
      for (const lost of outcomes.filter(isAppendRefusal)) {
        expect(lost).toMatchObject({ data: { expected: version, actual: version + 1 } });
      }
    }
    expect(await wordsOf(stage().store, id)).toEqual(times(10, String));
  });
}

function orderIsKept(stage: () => ContractStage): void {
  it("versions that follow each other pass in the order they were sent", async () => {
    const { store } = stage();
    const id = fresh("account");
    const outcomes = await Promise.all(
      times(30, (version) => store.append(saying(id, exactly(version), `${version}`))),
    );
    expect(outcomes.map(codeOf)).toEqual(times(30, () => "ok"));
    expect(await wordsOf(store, id)).toEqual(times(30, String));
  });

  it("one command that arrives many times at once happens once", async () => {
    const stores = times(4, () => stage().another());
    const request = saying(fresh("account"), "any", "a");
    const outcomes = await Promise.all(
      times(40, (index) => storeAt(stores, index).append(request)),
    );
    expect(outcomes.map(codeOf).toSorted()).toEqual([...times(39, () => "duplicate"), "ok"]);
    const answers = outcomes.map((outcome) => ("answers" in outcome ? outcome.answers : []));
    expect(answers).toEqual(times(40, () => answers[0]));
    expect(await wordsOf(stage().store, request.streamId)).toEqual(["a"]);
  });
}

function noGap(stage: () => ContractStage): void {
  it("8 appenders of several processes leave no gap, and readers see a prefix (L1, L3, L4, L5)", async () => {
    const stores = times(3, () => stage().another());
    const before = await headOf(stage().store);
    const seen: bigint[] = [];
    let isWriting = true;
    const reader = (async () => {
      const from = stage().another();
      for (let last = false; !last;) {
        last = !isWriting;
        const after = before + BigInt(seen.length);
        const page = await from.readLog({ after, max: 100, tenant: TENANT });
        seen.push(...page.map(({ position }) => position));
      }
    })();
    const answers = await Promise.all(
      times(8, async (writer) => {
        const own: bigint[] = [];
        for (let step = 0; step < 40; step += 1) {
          const id = step % 2 === 0 ? "telemetry-shared" : fresh("log");
          const words = times(1 + ((writer + step) % 4), String);
          const outcome = await storeAt(stores, writer).append(saying(id, "any", ...words));
          if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
          const { firstPosition, lastPosition } = outcome;
          for (let at = firstPosition; at <= lastPosition; at += 1n) own.push(at);
        }
        expect(own).toEqual(own.toSorted((a, b) => Number(a - b)));
        return own;
      }),
    );
    isWriting = false;
    await reader;
    const total = answers.flat().length;
    const all = times(total, (index) => before + BigInt(index) + 1n);
    expect(answers.flat().toSorted((a, b) => Number(a - b))).toEqual(all);
    // Pages end at the last committed event; what a reader has seen never changes or moves.
    while (seen.length < total) {
      const after = before + BigInt(seen.length);
      const page = await stage().store.readLog({ after, max: 100, tenant: TENANT });
      expect(page.length).toBeGreaterThan(0);
      seen.push(...page.map(({ position }) => position));
    }
    expect(seen).toEqual(all);
  });
}

function storeAt(stores: readonly EventStore[], index: number): EventStore {
  const store = stores[index % stores.length];
  if (store === undefined) throw new RangeError("no store");
  return store;
}
