import type { Soak } from "../contract.ts";
import { mutatedInputs } from "../favkit-soak/mutated-inputs.ts";

/** A thousand mutated inputs a seed, so that a thousand seeds are a million. */
const INPUTS = 1000;

/** Mutated property lists, XML and bookmarks: read right, or refused by a typed error, soon and without harm. */
export const soak: Soak = {
  title: `favkit: ${INPUTS} mutated inputs a seed: no crash, no hang, only typed errors, what is read is written back`,
  parallel: 1,
  async run(seed, report) {
    const { read, refused } = await mutatedInputs(seed, INPUTS);
    report.note(`${read} read, ${refused} refused`);
  },
};
