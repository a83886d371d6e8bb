import type { Talk } from "./child.ts";

type Asked = { readonly name: string; readonly argument: never };

/** Answers the questions of the process that started this one, until that process is gone. */
export function answerParent(talk: Talk): void {
  let turn = Promise.resolve();
  process.on("message", ({ name, argument }: Asked) => {
    turn = answerInTurn(turn, () => answerTo(talk, name, argument));
  });
  process.once("disconnect", () => process.exit());
}

async function answerInTurn(turn: Promise<void>, answer: () => Promise<object>): Promise<void> {
  await turn;
  process.send?.(await answer());
}

async function answerTo(talk: Talk, name: string, argument: never): Promise<object> {
  const answer = talk[name];
  if (answer === undefined) return { failure: `there is no question ${name}` };
  try {
    // Undefined would not survive the journey as JSON.
    return { value: (await answer(argument)) ?? null };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
