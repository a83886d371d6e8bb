import { createHash } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { answerParent } from "../answer-parent.ts";
import { HttpFault } from "../http-fault.ts";
import { bareCopy } from "./bare-copy.ts";
import type { Checked, ExportQuestions, Transfer } from "./export-questions.ts";

/** Longer than the last line of a CSV. */
const TAIL_BYTES = 200;
const NEWLINE = 10;
const DAWDLE_MS = 5;

async function open(url: string): Promise<IncomingMessage> {
  const [answer]: IncomingMessage[] = await once(get(url, { agent: false }), "response");
  if (answer?.statusCode !== 200) throw new HttpFault(`status ${answer?.statusCode} at ${url}`);
  return answer;
}

async function download(url: string): Promise<Transfer> {
  const startedMs = performance.now();
  const answer = await open(url);
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(answer, "end");
  return { bytes, milliseconds: performance.now() - startedMs };
}

async function check(url: string): Promise<Checked> {
  const hash = createHash("sha256");
  let lines = 0;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of await open(url)) {
    held = Buffer.concat([held, chunk]);
    for (const byte of Buffer.from(chunk)) if (byte === NEWLINE) lines += 1;
    hash.update(held.subarray(0, -TAIL_BYTES));
    held = held.subarray(-TAIL_BYTES);
  }
  const comment = held.lastIndexOf("\n# as_of=");
  return {
    digest: hash.update(comment === -1 ? held : held.subarray(0, comment + 1)).digest("hex"),
    lines,
  };
}

async function dawdle({
  url,
  milliseconds,
}: {
  readonly url: string;
  readonly milliseconds: number;
}) {
  const answer = await open(url);
  const untilMs = performance.now() + milliseconds;
  for await (const _chunk of answer) {
    if (performance.now() > untilMs) break;
    await sleep(DAWDLE_MS);
  }
  return null;
}

const answers: ExportQuestions = {
  download,
  check,
  dawdle,
  copy: ({ databaseUrl, text }) => bareCopy(databaseUrl, text),
};

answerParent(answers);
