import { UnknownEvent } from "@holdfast/cqrs/catalogue";
import { OutcomeUnknown, Overloaded } from "@holdfast/cqrs/event-store";
import { CheckpointBeyondLog, SubscriptionLost } from "@holdfast/cqrs/subscriptions";

import { KeyUnknown } from "./key-unknown.ts";
import { KeysAway } from "./keys-away.ts";
import { MarksMissing } from "./marks-missing.ts";
import { SealBroken } from "./seal-broken.ts";
import { TenantKeyMissing } from "./tenant-key-missing.ts";
import { TenantKeyWrong } from "./tenant-key-wrong.ts";

/** Names of classes and codes are written by programmers; what is longer or looks otherwise may be data. */
const WORD = /^\w{1,64}$/;
const FRAME = /^\s+at .*$/m;

/**
 * What a handler of personal data threw, without what it said: messages quote what they are about, often cut or turned into
 * something that no search for the data would find. The kind, the code and the place are left.
 */
export class Withheld extends Error {
  override readonly name = "Withheld";
  readonly code = "error_withheld";

  constructor(error: unknown) {
    super(
      `${kindOf(error)} was thrown ${placeOf(error)}; what it said is withheld, since it may quote personal data`,
    );
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`;
  const kind = word(error.name) ?? "an error";
  const code = "code" in error ? word(error.code) : undefined;
  return code === undefined ? kind : `${kind} (${code})`;
}

function word(text: unknown): string | undefined {
  return typeof text === "string" && WORD.test(text) ? text : undefined;
}

/** The first frame behind the message, which may have several lines. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "somewhere";
  const stack = error.stack ?? "";
  const head = `${error.name}: ${error.message}`;
  // Where the stack does not begin with what was said, the message cannot be told from the frames.
  const frames = stack.startsWith(head) ? stack.slice(head.length) : "";
  return FRAME.exec(frames)?.[0].trim() ?? "somewhere";
}

/** What may be kept and logged of what was thrown: errors that name places and never values are left as they are. */
function withheld(error: unknown): Error {
  const kind = SAY_NOTHING.find((each) => error instanceof each);
  return kind !== undefined && error instanceof Error ? error : new Withheld(error);
}

/** What may be told of what was thrown; of what says that a store is away, its own error and nothing that was put around it. */
export function tellable(error: unknown, isTransient: (error: unknown) => boolean): unknown {
  if (!isTransient(error)) return withheld(error);
  const inner = causesOf(error).findLast((each) => isTransient(each));
  return inner ?? error;
}

/** Whether it is because of keys that are away, whoever else has passed it on. */
export function isKeysAway(error: unknown): boolean {
  return causesOf(error).some((each) => each instanceof KeysAway);
}

/** An error and what it was made of, the innermost last. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  let each = error;
  while (each instanceof Error && causes.length < CAUSES_MAX) {
    causes.push(each);
    // What the keys are away for is theirs to tell.
    each = each instanceof KeysAway ? undefined : each.cause;
  }
  return causes;
}

/** Nobody passes an error on so often, unless in a circle. */
const CAUSES_MAX = 16;

const SAY_NOTHING = [
  CheckpointBeyondLog,
  KeysAway,
  KeyUnknown,
  MarksMissing,
  OutcomeUnknown,
  Overloaded,
  SealBroken,
  SubscriptionLost,
  TenantKeyMissing,
  TenantKeyWrong,
  UnknownEvent,
  Withheld,
];
