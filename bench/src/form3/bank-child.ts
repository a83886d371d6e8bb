import { once } from "node:events";
import { createServer } from "node:http";

import { startBank } from "@holdfast/standin-bank";

import { answerParent } from "../answer-parent.ts";
import type { BankQuestions } from "./bank-questions.ts";

async function bank(bodies: readonly string[]) {
  const running = await startBank();
  for (const body of bodies) {
    await running.bank.deliver({
      method: "POST",
      target: "/v1/organisation/accounts",
      headers: {},
      body,
    });
  }
  return { url: running.url };
}

/** The least that answers: no validation, no faults, no account, the bytes are ready. */
async function bare(answers: { readonly [path: string]: string }) {
  const server = createServer(({ url = "" }, response) => {
    const body = answers[url] ?? "";
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    response.writeHead(200, headers).end(body);
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` };
}

const answers: BankQuestions = { bank, bare };

answerParent(answers);
