import { createHmac, type Hmac, timingSafeEqual } from "node:crypto";

import { fromJsonText } from "@holdfast/cqrs";

import { type DataKey, jointKey, keyIdsOf } from "./data-key.ts";
import { ERASED } from "./erased.ts";
import { isFields } from "./is-fields.ts";
import { openSeal, parseSeal, type RandomBytes, sealText } from "./seal-text.ts";
import { allOf, isSealed, keyIdsIn, sealedValue, sealsIn } from "./sealed-values.ts";
import type { FoundKey } from "./subject-keys.ts";

/**
 * Stands in the memory of commands for the fingerprint of every sealed command. What tells a command from another is kept
 * with its answer, made by a key that is destroyed: a hash alone is guessed as soon as what it is made of can be.
 */
export const SEALED_FINGERPRINT = "sealed";

/** What a command is told from others by, and answered with. */
export type PlainCommand = {
  readonly tenant: string;
  readonly commandId: string;
  readonly fingerprint: string;
  /** Canonical JSON. */
  readonly answerText: string;
};

/** By which keys a command is kept. */
export type KeepOptions = {
  readonly commandsKey: DataKey;
  /** Of everybody whose data the answer may hold; none, and it is kept as it is. */
  readonly answerKeys: readonly DataKey[] | "erased";
  readonly randomBytes: RandomBytes;
};

/** What is kept with a command in place of its answer. */
export function keptCommand(command: PlainCommand, options: KeepOptions): unknown {
  const { commandsKey, answerKeys, randomBytes } = options;
  const mac = macOf(command, commandsKey).digest("base64url");
  return { command: `${commandsKey.keyId}.${mac}`, answer: keptAnswer() };

  function keptAnswer(): unknown {
    if (command.answerText === "null") return null;
    if (answerKeys === "erased") return ERASED;
    if (answerKeys.length === 0) return fromJsonText(command.answerText);
    const key = jointKey(answerKeys, "answer");
    return sealedValue(
      sealText(command.answerText, { ...key, place: answerPlace(command), randomBytes }),
    );
  }
}

/** The ids of all keys that it takes to read what is kept. */
export function keysOfKept(kept: unknown): readonly string[] {
  if (!isFields(kept)) return [];
  const [commandsKey] = partsOf(kept);
  return [commandsKey, ...keyIdsIn(sealsIn(kept["answer"])).flatMap(keyIdsOf)];
}

type Sought = Omit<PlainCommand, "answerText"> & {
  /** Whether the one that is kept went to another stream. */
  readonly isElsewhere: boolean;
};

/** The answer that was kept, or `command_mismatch`: the command was another one. */
export function readKept(
  kept: unknown,
  sought: Sought,
  keys: ReadonlyMap<string, FoundKey>,
): { readonly answer: unknown } | "mismatch" {
  if (!isFields(kept)) return "mismatch";
  const [keyId, mac] = partsOf(kept);
  const key = keys.get(keyId)?.key;
  // With its key gone nobody can tell any more; the id and the stream have to do.
  const isOther =
    key === undefined ? sought.isElsewhere : !isSame(mac, macOf(sought, key).digest());
  if (isOther) return "mismatch";
  return { answer: openedAnswer(kept["answer"], sought, keys) };
}

function openedAnswer(
  answer: unknown,
  sought: Sought,
  keys: ReadonlyMap<string, FoundKey>,
): unknown {
  if (!isSealed(answer)) return answer;
  const [sealedAt] = sealsIn(answer);
  const seal = parseSeal(sealedAt?.text ?? "");
  const all = allOf(keyIdsOf(seal?.keyId ?? ""), keys);
  if (seal === undefined || all === undefined) return ERASED;
  const text = openSeal(seal, jointKey(all, "answer").key, answerPlace(sought));
  return text === undefined ? ERASED : fromJsonText(text);
}

type CommandId = Pick<PlainCommand, "tenant" | "commandId">;

function answerPlace({ tenant, commandId }: CommandId): string {
  return `${tenant}|${commandId}|answer`;
}

function macOf(
  { tenant, commandId, fingerprint }: Omit<PlainCommand, "answerText">,
  { key }: DataKey,
): Hmac {
  // No id holds a NUL.
  return createHmac("sha256", key).update(`${tenant}\0${commandId}\0${fingerprint}`);
}

function partsOf({ command }: Readonly<Record<string, unknown>>): readonly [string, string] {
  const [keyId = "", mac = ""] = typeof command === "string" ? command.split(".") : [];
  return [keyId, mac];
}

function isSame(mac: string, expected: Buffer): boolean {
  const given = Buffer.from(mac, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
