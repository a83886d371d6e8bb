import { answerParent } from "./answer-parent.ts";
import { HttpFault } from "./http-fault.ts";
import { KeepAliveConnection } from "./keep-alive-connection.ts";
import type { Load, LoadQuestions } from "./load-questions.ts";

const OK = 200;
const NOT_MODIFIED = 304;

/** Bodies as bytes, so that comparing one costs next to nothing. */
type ByteTarget = {
  readonly path: string;
  readonly body: Buffer;
  readonly ifNoneMatch: string | undefined;
  readonly status: number;
};

async function runLoad({ url, connections, milliseconds, targets }: Load): Promise<number> {
  const wanted = targets.map(({ path, body, ifNoneMatch }) => ({
    path,
    body: Buffer.from(body),
    ifNoneMatch,
    status: ifNoneMatch === undefined ? OK : NOT_MODIFIED,
  }));
  const startedMs = performance.now();
  const untilMs = startedMs + milliseconds;
  let asked = 0;
  const next = (): ByteTarget | undefined => {
    if (performance.now() >= untilMs) return undefined;
    asked += 1;
    return wanted[asked % wanted.length];
  };
  await Promise.all(Array.from({ length: connections }, () => askOn(url, next)));
  return (asked * 1000) / (performance.now() - startedMs);
}

async function askOn(url: string, next: () => ByteTarget | undefined): Promise<void> {
  using connection = new KeepAliveConnection(url);
  for (let target = next(); target !== undefined; target = next()) {
    const { status, body } = await connection.get(target.path, target.ifNoneMatch);
    if (status !== target.status || !body.equals(target.body)) {
      throw new HttpFault(`status ${status} and a wrong body at ${url}${target.path}`);
    }
  }
}

const answers: LoadQuestions = { run: runLoad };

answerParent(answers);
