import type { Readiness, ReadinessCheck } from "@holdfast/http";

import type { ReadStatus } from "../../application/mirror-status.ts";
import type { MirrorWatch } from "../../application/mirror-watch.ts";

export type ReadinessOptions = {
  readonly readStatus: ReadStatus;
  /** How long ago the mirror may have been as far as the chain. */
  readonly lagMsMax: number;
};

/** Whether clients should be sent here: the newest page is served, and it is not an old one. */
export function mirrorReadiness(
  watch: Pick<MirrorWatch, "view" | "look">,
  { readStatus, lagMsMax }: ReadinessOptions,
): ReadinessCheck {
  return async () => {
    const { isRanked, provisional } = watch.view();
    if (!isRanked && provisional === undefined)
      return unready("the newest page has not arrived yet");
    if ((await watch.look()) === undefined) return unready("the database does not answer");
    // While the history loads, the newest page comes from the chain and not from the mirror.
    const lagSeconds = watch.view().isRanked ? await lag(readStatus) : 0;
    return lagSeconds * 1000 > lagMsMax
      ? unready(
          `as far as the chain ${Math.round(lagSeconds)} s ago; ${lagMsMax / 1000} s are allowed`,
        )
      : { isReady: true };
  };
}

async function lag(readStatus: ReadStatus): Promise<number> {
  const { lagSeconds } = await readStatus();
  return lagSeconds ?? 0;
}

function unready(reason: string): Readiness {
  return { isReady: false, reasons: [reason] };
}
