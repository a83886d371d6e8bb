import { type Believed, fileWitness } from "@holdfast/postgres/notary";

import { mustExist } from "../files/must-exist.ts";

/** The checkpoints of a witness in a file, and how many of them were read. */
export type CountedWitness = {
  readonly checkpoints: () => AsyncIterable<string>;
  readonly read: () => number;
};

/** Opens a witness that is there. Throws `Refused`. */
export async function countedWitness(path: string, believed: Believed): Promise<CountedWitness> {
  await mustExist(path, "the witness");
  const witness = fileWitness({ ...believed, path });
  let read = 0;
  return {
    async *checkpoints() {
      for await (const note of witness.checkpoints()) {
        read += 1;
        yield note;
      }
    },
    read: () => read,
  };
}
