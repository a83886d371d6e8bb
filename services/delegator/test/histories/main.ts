import { setup } from "@holdfast/postgres/testing/global-setup";

import { liveHistory } from "./live-history.ts";

/** What this program is sent: the seed of a history to live through. */
type Question = { readonly seed: number };

/** What it answers: why the history failed, if it did, and its story. */
type Answer = {
  readonly seed: number;
  readonly failure: string | undefined;
  readonly notes: readonly string[];
};

/** The last ones are those that tell why. */
const NOTES_MAX = 200;

function isQuestion(message: unknown): message is Question {
  return (
    typeof message === "object" &&
    message !== null &&
    "seed" in message &&
    typeof message.seed === "number"
  );
}

async function answer({ seed }: Question): Promise<Answer> {
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
    if (notes.length > NOTES_MAX) notes.shift();
  };
  try {
    await liveHistory({ seed, note });
    return { seed, failure: undefined, notes };
  } catch (error) {
    return { seed, failure: error instanceof Error ? error.message : String(error), notes };
  }
}

// One server for all histories of this process; without durability, since nothing here dies by more than a statement.
const end = await setup();
process.on("message", (message: unknown) => {
  if (isQuestion(message)) void answer(message).then((told) => process.send?.(told));
});
// A history that is under way would go on for ever without its server.
process.once("disconnect", () => void end().then(() => process.exit(0)));
process.send?.("ready");
