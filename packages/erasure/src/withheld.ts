import { UnknownEvent } from "@holdfast/cqrs/catalogue";
import { OutcomeUnknown, Overloaded } from "@holdfast/cqrs/event-store";

import { KeyUnknown } from "./key-unknown.ts";
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
export function withheld(error: unknown): Error {
  const kind = SAY_NOTHING.find((each) => error instanceof each);
  return kind !== undefined && error instanceof Error ? error : new Withheld(error);
}

const SAY_NOTHING = [
  KeyUnknown,
  OutcomeUnknown,
  Overloaded,
  SealBroken,
  TenantKeyMissing,
  TenantKeyWrong,
  UnknownEvent,
  Withheld,
];
