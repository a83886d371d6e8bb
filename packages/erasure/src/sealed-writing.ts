import { canonicalJson, InvalidValue } from "@holdfast/cqrs";
import {
  addressRefusal,
  type AppendAllOutcome,
  type AppendAllRequest,
  type AppendedCommand,
  type AppendOutcome,
  type AppendRefusal,
  type AppendRequest,
  type CommandAnswer,
  type EventStore,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

import type { DataKey } from "./data-key.ts";
import { keptCommand, SEALED_FINGERPRINT } from "./kept-command.ts";
import type { SealedMemory } from "./sealed-memory.ts";
import type { SealedReading } from "./sealed-reading.ts";
import { allOf, LOOKS_SEALED, mayHoldSeal, sealsIn } from "./sealed-values.ts";
import { guarded, plainFingerprint, type Sealing } from "./sealing.ts";
import { allFingerprint, asKept, soughtOf } from "./sought-command.ts";

/** Seals requests, and reads what is answered to them. */
export class SealedWriting {
  readonly #store: EventStore;
  readonly #sealing: Sealing;
  readonly #reading: SealedReading;
  readonly #memory: SealedMemory;

  constructor({ store, sealing, reading, memory }: WritingOptions) {
    this.#store = store;
    this.#sealing = sealing;
    this.#reading = reading;
    this.#memory = memory;
  }

  /** What a request comes to that could not be sealed: what was accepted before an erasure stays accepted. */
  async refused(request: AppendRequest, refusal: AppendRefusal): Promise<AppendOutcome> {
    if (refusal.code !== "subject_erased") return refusal;
    return (await this.#memory.outcome(request)) ?? refusal;
  }

  async allRefused(request: AppendAllRequest, refusal: AppendRefusal): Promise<AppendAllOutcome> {
    if (refusal.code !== "subject_erased") return refusal;
    const { tenant, commandId } = request;
    const streamIds = request.parts.map(({ streamId }) => streamId);
    const sought = { commandId, fingerprint: allFingerprint(request), streamIds };
    const [past] = await this.#memory.find(tenant, [sought]);
    if (past === undefined) return refusal;
    if (isAppendRefusal(past)) return past;
    // It is known, and so nothing is appended; each of its parts is answered.
    const parts = request.parts.map(({ streamId }) => ({
      streamId,
      expect: "any" as const,
      events: [],
    }));
    const again = { tenant, commandId, parts, fingerprint: SEALED_FINGERPRINT };
    return this.allAppended(request, await this.#store.appendAll(again));
  }

  /**
   * Whether a request goes to the store as it is: nothing in it is personal, nor in what tells its commands from others,
   * nor in what they are answered with.
   */
  isPlain({ commands }: AppendRequest): boolean {
    return commands.every(({ namesNobody = false, fingerprint, answer = null, events }) => {
      const isPlain = namesNobody
        ? !mayHoldSeal(answer)
        : fingerprint === undefined && answer === null;
      return isPlain && this.#sealing.isPlain(events);
    });
  }

  /** The request as it is sent: itself, where it is plain. */
  async sealed(request: AppendRequest): Promise<AppendRequest | AppendRefusal> {
    return this.isPlain(request) ? request : this.seal(request);
  }

  /** Seals a request that is not plain. */
  async seal(request: AppendRequest): Promise<AppendRequest | AppendRefusal> {
    // No key is made for a tenant that is none, nor by another name than it has.
    const wrong = addressRefusal(request);
    if (wrong !== undefined) return wrong;
    const { tenant, streamId } = request;
    const commands: AppendedCommand[] = [];
    for (const [at, command] of request.commands.entries()) {
      const culprit = { path: `commands[${at}].`, command: at };
      const sealed = await this.#sealing.seal({ tenant, streamId, ...command }, culprit);
      if (isAppendRefusal(sealed)) return sealed;
      const { keys, ...events } = sealed;
      const streams = [{ streamId, expect: request.expect }];
      const kept = await this.#kept({ tenant, streams, keys, command }, culprit);
      if ("code" in kept) return kept;
      commands.push({ ...command, ...events, ...kept });
    }
    return { ...request, commands };
  }

  /** What an append came to, as the caller is told whose request was sent like that. */
  async appended(
    request: AppendRequest,
    outcome: AppendOutcome,
    sealed: AppendRequest,
  ): Promise<AppendOutcome> {
    if (isAppendRefusal(outcome)) return this.#judged(request, outcome, sealed);
    if (sealed === request) {
      this.#reading.storedPlain(request, outcome);
      return outcome;
    }
    if (outcome.status === "ok") {
      const events = sealed.commands.flatMap((command) => command.events);
      this.#reading.stored(request, outcome.version, events);
      // What is kept may be erased already; whoever has just made it may have it.
      const own = outcome.answers.map((each, at) => ({
        ...each,
        answer: asKept(request.commands[at]?.answer),
      }));
      return { ...outcome, answers: own };
    }
    const { tenant, streamId } = request;
    const answers: CommandAnswer[] = [];
    for (const [at, past] of outcome.answers.entries()) {
      const command = request.commands[at];
      if (command === undefined) continue;
      const sought = soughtOf(streamId, command);
      const answer = await this.#memory.answer(past, { tenant, ...sought });
      if (isAppendRefusal(answer)) return answer;
      answers.push(answer);
    }
    return { ...outcome, answers };
  }

  async #judged(
    request: AppendRequest,
    refusal: AppendRefusal,
    sealed: AppendRequest,
  ): Promise<AppendRefusal | AppendOutcome> {
    // It may be known in the other form.
    if (refusal.code === "command_mismatch") {
      return (await this.#memory.outcome(request)) ?? refusal;
    }
    const isClear = sealed === request || request.commands.length === 1;
    if (refusal.code !== "version_conflict" || isClear) return refusal;
    // All sealed commands look alike to the store beneath: one whose id was taken, like one that was accepted before.
    return (await this.#memory.mismatch(request)) ?? refusal;
  }

  async allSealed(request: AppendAllRequest): Promise<AppendAllRequest | AppendRefusal> {
    const { tenant, schemaVersions, commandId } = request;
    // What has no parts is refused as it is.
    if (request.parts.length === 0) return request;
    for (const { streamId, expect, events } of request.parts) {
      const commands = [{ commandId, events }];
      const nowhere = addressRefusal({ tenant, streamId, expect, commands });
      if (nowhere !== undefined) return nowhere;
    }
    const keys: DataKey[] = [];
    const parts: AppendAllRequest["parts"][number][] = [];
    for (const [at, part] of request.parts.entries()) {
      const wrong = guarded({ path: `parts[${at}].events` }, () => canonicalJson(part.events));
      if (typeof wrong === "object") return wrong;
      const plain = { tenant, ...part, ...(schemaVersions !== undefined && { schemaVersions }) };
      const sealed = await this.#sealing.seal(plain, { path: `parts[${at}].` });
      if (isAppendRefusal(sealed)) return sealed;
      const { keys: own, ...events } = sealed;
      parts.push({ ...part, ...events });
      keys.push(...own);
    }
    const command = { ...request, fingerprint: allFingerprint(request) };
    const kept = await this.#kept({ tenant, streams: parts, keys, command }, { path: "" });
    return "code" in kept ? kept : { ...request, ...kept, parts };
  }

  async allAppended(
    request: AppendAllRequest,
    outcome: AppendAllOutcome,
  ): Promise<AppendAllOutcome> {
    if (isAppendRefusal(outcome)) return outcome;
    const { tenant, commandId, answer: own } = request;
    if (outcome.status === "ok") {
      return { ...outcome, parts: outcome.parts.map((each) => ({ ...each, answer: asKept(own) })) };
    }
    const parts: CommandAnswer[] = [];
    const fingerprint = allFingerprint(request);
    const streamIds = request.parts.map(({ streamId }) => streamId);
    const named = new Set(streamIds);
    for (const past of outcome.parts) {
      // What was kept is the same for each part, and the fingerprint to compare as long as all of them.
      const [first] = named.has(past.streamId) ? parts : [];
      const answer =
        first === undefined
          ? await this.#memory.answer(past, { tenant, commandId, fingerprint, streamIds })
          : { ...past, answer: first.answer };
      if (isAppendRefusal(answer)) return answer;
      parts.push(answer);
    }
    return { ...outcome, parts };
  }

  async #kept(
    { tenant, streams, keys, command }: Keeping,
    culprit: { readonly path: string; readonly command?: number },
  ): Promise<Pick<AppendedCommand, "fingerprint" | "answer"> | AppendRefusal> {
    const { commandId, answer = null, events = [], fingerprint } = command;
    const { streamId = "" } = streams[0] ?? {};
    const print = guarded({ ...culprit, path: `${culprit.path}events` }, () => ({
      text: fingerprint ?? plainFingerprint(streamId, events),
    }));
    if ("code" in print) return print;
    const kept = guarded({ ...culprit, path: `${culprit.path}answer` }, () => ({
      text: answerTextOf(answer),
    }));
    if ("code" in kept) return kept;
    const isEmpty = kept.text === "null";
    const answerKeys = isEmpty ? [] : await this.#answerKeys({ tenant, streams, keys });
    const commandsKey = await this.#sealing.keys.forCommands(tenant);
    const { randomBytes } = this.#sealing;
    const texts = { fingerprint: print.text, answerText: kept.text };
    const sources = { commandsKey, answerKeys, randomBytes };
    return {
      fingerprint: SEALED_FINGERPRINT,
      answer: keptCommand({ tenant, commandId, ...texts }, sources),
    };
  }

  /** An answer may hold whatever is in the streams. */
  async #answerKeys({
    tenant,
    streams,
    keys,
  }: Omit<Keeping, "command">): Promise<readonly DataKey[] | "erased"> {
    const keyIds = new Set(keys.map(({ keyId }) => keyId));
    for (const { streamId, expect } of streams) {
      const known = await this.#reading.keyIdsOf({ tenant, streamId }, decidedAt(expect));
      for (const keyId of known) keyIds.add(keyId);
    }
    const found = await this.#sealing.keys.forReading(tenant, keyIds);
    return allOf([...keyIds], found) ?? "erased";
  }
}

/** Where sealed requests go, and what is known of the streams. */
type WritingOptions = {
  readonly store: EventStore;
  readonly sealing: Sealing;
  readonly reading: SealedReading;
  readonly memory: SealedMemory;
};

type Keeping = {
  readonly tenant: string;
  readonly streams: readonly Pick<AppendRequest, "streamId" | "expect">[];
  /** Of those whose data is in the events. */
  readonly keys: readonly DataKey[];
  readonly command: Pick<AppendedCommand, "commandId" | "answer" | "fingerprint"> &
    Partial<Pick<AppendedCommand, "events">>;
};

/** Of which version the state was that an answer was made of; undefined if that may be any. */
function decidedAt(expect: AppendRequest["expect"]): number | undefined {
  if (typeof expect === "object") return expect.exactly;
  return expect === "absent" ? 0 : undefined;
}

function answerTextOf(answer: unknown): string {
  if (answer === null) return "null";
  const [seal] = sealsIn(answer);
  if (seal !== undefined) throw new InvalidValue(seal.path, LOOKS_SEALED);
  return canonicalJson(answer);
}
