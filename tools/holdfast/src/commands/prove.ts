import type { Believed, Notary } from "@holdfast/postgres/notary";
import { type TreeState, verifyConsistency, verifyInclusion } from "@holdfast/transparency";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { type Given, readPosition } from "../cli/given.ts";
import { jsonLine } from "../cli/json-line.ts";
import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import { BELIEVED, believedOf } from "../proof/believed.ts";
import { latestCheckpoint } from "../proof/latest-checkpoint.ts";
import { readingNotary } from "../proof/reading-notary.ts";

/** Proves what is in a log to somebody who has a checkpoint. */
export const prove: Command = {
  name: "prove",
  words: ["[POSITION]"],
  summary:
    "proves that an event is in the log, or with --from and --to that the log only grew, as JSON",
  options: {
    from: {
      type: "string",
      value: "SIZE",
      help: "a consistency proof: from the tree of so many events",
    },
    to: { type: "string", value: "SIZE", help: "to that of so many" },
    ...BELIEVED,
  },
  about: [
    "The proof is verified before it is printed. That of an event is against the newest checkpoint, which is\n" +
      "printed with it. Hashes are hexadecimal, proofs are those of RFC 9162.",
  ],
  async run(given, { log, write }) {
    const asked = askedOf(given);
    const believed = believedOf(given);
    const notary = readingNotary(await log());
    const proof =
      "position" in asked
        ? await inclusion(notary, asked.position, believed)
        : await consistency(notary, asked);
    await write([jsonLine(proof)]);
    return EXIT.fine;
  },
};

type Sizes = { readonly from: number; readonly to: number };

function askedOf(given: Given): { readonly position: bigint } | Sizes {
  const [word] = given.words;
  const [from, to] = [given.whole("from", 1), given.whole("to", 1)];
  if (word !== undefined && from === undefined && to === undefined) {
    return { position: readPosition("POSITION", word, 1n) };
  }
  if (word !== undefined || from === undefined || to === undefined) {
    throw new UsageError("say what to prove: either POSITION, or --from SIZE and --to SIZE");
  }
  if (from > to) throw new UsageError(`--from must not be beyond --to: ${from} and ${to}`);
  return { from, to };
}

async function inclusion(notary: Notary, position: bigint, believed: Believed | undefined) {
  const { size, root, note } = await latestCheckpoint(notary, believed);
  const proof = await notary.inclusionProof(position, size);
  if (proof === "not_in_tree") {
    throw new Refused(
      `position ${position} is beyond the newest checkpoint, which is of ${size} events`,
    );
  }
  const verdict = verifyInclusion({ ...proof, root });
  if (verdict.ok) return { position, ...proof, checkpoint: note };
  throw wrong(`position ${position} is not proven by the newest checkpoint`, verdict.code);
}

async function consistency(notary: Notary, { from, to }: Sizes) {
  const proof = await notary.consistencyProof(from, to);
  if (proof === "not_in_tree") {
    throw new Refused(`the tree has no ${to} events yet: holdfast checkpoint tells how many`);
  }
  const states = { from: await stateAt(notary, from), to: await stateAt(notary, to) };
  const verdict = verifyConsistency({ ...states, proof });
  if (verdict.ok) return { ...states, proof };
  throw wrong(`${from} events are not the beginning of ${to}`, verdict.code);
}

/** The root at a size, which a proof of the first event tells. */
async function stateAt(notary: Notary, size: number): Promise<TreeState> {
  const first = await notary.inclusionProof(1n, size);
  if (first === "not_in_tree") throw new Refused(`the tree has no ${size} events any more`);
  return { size, root: first.root };
}

function wrong(problem: string, code: string): Refused {
  return new Refused(`${problem} (${code}): nothing is printed; run holdfast verify`);
}
