import { AUDIT } from "../../domain/audit/audit-stream.ts";

/** The stream that remembers commands which led to no event. */
export const NOTHING_NEW = "nothing-new";

/** Whether a command that began in this stream led to nothing but, at most, a record of what was refused. */
export function isNothingNew(streamId: string): boolean {
  return streamId === NOTHING_NEW || streamId.startsWith(AUDIT);
}
