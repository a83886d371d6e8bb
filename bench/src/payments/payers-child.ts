import { answerParent } from "../answer-parent.ts";
import { HttpFault } from "../http-fault.ts";
import { KeepAliveConnection } from "../keep-alive-connection.ts";
import { percentiles } from "../statistics.ts";
import { arrivals } from "./arrivals.ts";
import { Payer, type Posting } from "./payer.ts";
import type { PayersQuestions, PaymentsLoad, PaymentsRun, Tenant } from "./payers-questions.ts";

const OPENING_CONNECTIONS = 64;
/** Requests that are kept to be sent again, with their answers. */
const REMEMBERED_MAX = 20_000;

let url = "";
let payers: readonly Payer[] = [];
const remembered: { readonly posting: Posting; readonly answer: Buffer }[] = [];

async function open(options: {
  readonly url: string;
  readonly tenants: readonly Tenant[];
}): Promise<number> {
  ({ url } = options);
  payers = options.tenants.map((tenant) => new Payer(tenant));
  await postAll(payers.flatMap((payer) => payer.openings()));
  const payments = payers.flatMap((payer) => payer.payments());
  await postAll(payments);
  return payments.reduce((sum, { transfers }) => sum + transfers, 0);
}

async function postAll(postings: readonly Posting[]): Promise<void> {
  const rest = postings.values();
  const post = async (): Promise<void> => {
    using connection = new KeepAliveConnection(url);
    for (const posting of rest) await posted(connection, posting);
  };
  await Promise.all(Array.from({ length: OPENING_CONNECTIONS }, post));
}

async function posted(connection: KeepAliveConnection, posting: Posting): Promise<Buffer> {
  const { path, headers, body, status } = posting;
  const answer = await connection.post(path, headers, body);
  if (answer.status === status && !answer.body.includes('"refused"')) return answer.body;
  throw new HttpFault(`status ${answer.status} at ${path}: ${answer.body.toString()}`);
}

async function run(load: PaymentsLoad): Promise<PaymentsRun> {
  const send = load.kind === "replay" ? replay : posting(load.kind, load.tenants);
  const latencies: number[] = [];
  const startedMs = performance.now();
  let transfers = 0;
  const each = arrivals(load);
  const connection = async (): Promise<void> => {
    using open = new KeepAliveConnection(url);
    for (let came = await each(); came !== undefined; came = await each()) {
      const told = await send(open);
      transfers += told;
      latencies.push(performance.now() - came);
    }
  };
  await Promise.all(Array.from({ length: load.connections }, connection));
  const seconds = (performance.now() - startedMs) / 1000;
  const { p50, p99 } = percentiles(latencies);
  return { transfers, perSecond: transfers / seconds, p50Ms: p50, p99Ms: p99 };
}

/** Sends a request; how many transfers it was about. */
type Send = (connection: KeepAliveConnection) => Promise<number>;

function posting(kind: "single" | "hot" | "batch", tenants: readonly number[]): Send {
  let sent = 0;
  return async (connection) => {
    const payer = payers[tenants[sent % tenants.length] ?? 0];
    sent += 1;
    if (payer === undefined) throw new RangeError("there is no such tenant");
    const posting = payer.next(kind);
    const answer = await posted(connection, posting);
    // A copy: the answer is a part of what the socket read.
    if (kind === "single") remembered.push({ posting, answer: Buffer.from(answer) });
    if (remembered.length >= 2 * REMEMBERED_MAX) remembered.splice(0, REMEMBERED_MAX);
    return posting.transfers;
  };
}

const replay: Send = async (connection) => {
  const again = remembered[Math.floor(Math.random() * remembered.length)];
  if (again === undefined) throw new RangeError("nothing can be sent again");
  const answer = await posted(connection, again.posting);
  if (answer.equals(again.answer)) return again.posting.transfers;
  throw new HttpFault(`another answer: ${again.answer.toString()}, then ${answer.toString()}`);
};

const answers: PayersQuestions = { open, run };

answerParent(answers);
