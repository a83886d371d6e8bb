import { parentPort } from "node:worker_threads";

import { columnsOf } from "./delegation-columns.ts";
import { type PageAnswer, type PageQuestion } from "./page-reader.ts";
import { readBody } from "./read-body.ts";

function read({ number, body }: PageQuestion): PageAnswer {
  try {
    return { number, columns: columnsOf(readBody(body)) };
  } catch (error) {
    return { number, reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", (question: PageQuestion) => {
  const answer = read(question);
  const memory =
    "columns" in answer
      ? Object.values(answer.columns).flatMap((column) =>
          typeof column === "number" ? [] : [column.buffer],
        )
      : [];
  parentPort?.postMessage(answer, memory);
});
