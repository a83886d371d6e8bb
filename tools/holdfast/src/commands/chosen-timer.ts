import type { Given } from "../cli/given.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import type { LogPlace } from "../log/log-place.ts";
import { readNamedTimers, type TimerRow } from "../log/read-timers.ts";
import { timerLines } from "./timers.ts";

/** Which timer, and whether it was said that it is meant. */
export type ChosenTimer = { readonly place: LogPlace; readonly row: TimerRow };

/**
 * The timer that was named. Throws `Refused` where there is none or several tenants have one of that name, and with what
 * would be done unless that was confirmed by `--yes`.
 */
export async function chosenTimer(
  given: Given,
  { log, isJson, write }: Session,
  would: string,
): Promise<ChosenTimer> {
  const [streamId, timer] = [given.word(0), given.word(1)];
  const place = await log();
  const tenant = given.tenant();
  const named = { streamId, timer, ...(tenant !== undefined && { tenant }) };
  const [row, ...others] = await readNamedTimers(place, named);
  if (row === undefined)
    throw new Refused(`no timer ${timer} of ${streamId} runs: holdfast timers`);
  if (others.length > 0) {
    throw new Refused(
      `${others.length + 1} tenants have a timer ${timer} of ${streamId}: say whose by --tenant UUID`,
    );
  }
  if (given.has("yes")) return { place, row };
  if (!isJson) await write(timerLines([row]));
  throw new Refused(`${would}: say so with --yes`);
}
