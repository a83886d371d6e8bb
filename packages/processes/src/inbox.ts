import { createHash } from "node:crypto";

/** Names of sources: part of each command id, which has to be short. */
const SOURCE = /^[\w.-]{1,64}$/;
/** Longer ids of messages are told by their hash. */
const PLAIN_MAX = 100;

/**
 * The command id of a message from outside: handled under it, a message that comes again has no second effect, for as
 * long as the log remembers commands, 35 days. The id of the message, or the SHA-256 of a long one, stays in the log for good:
 * let it name nobody. Throws a RangeError for a source that is not 1 to 64 letters, digits, `_`, `.`, `-`.
 */
export function inboxId(source: string, messageId: string): string {
  if (!SOURCE.test(source)) {
    throw new RangeError(
      `a source is 1 to 64 letters, digits, _, . and -: ${JSON.stringify(source)}`,
    );
  }
  const isPlain =
    messageId.length > 0 && messageId.length <= PLAIN_MAX && PRINTABLE.test(messageId);
  return isPlain ? `inbox:${source}:${messageId}` : `inbox:${source}#${digestOf(messageId)}`;
}

const PRINTABLE = /^[\x21-\x7e]+$/;

function digestOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
