import { KeepAliveConnection, type RawAnswer } from "../keep-alive-connection.ts";
import type { LoadTarget } from "../load-questions.ts";
import { numberOf, type ServiceLog } from "./service-log.ts";
import { WrongRows } from "./wrong-rows.ts";

/** The kinds of pages by name, each with the targets to ask for in turn. */
export type KindTargets = ReadonlyMap<string, readonly LoadTarget[]>;

export type LatencyOptions = {
  readonly url: string;
  readonly log: ServiceLog;
  readonly kinds: KindTargets;
  /** Requests of each kind. */
  readonly rounds: number;
};

const TRACE = /\r\ntraceresponse: 00-([0-9a-f]{32})-/i;

/**
 * Asks for one page of each kind in turn over one connection, one at a time; the durations in milliseconds by kind,
 * as the service's access log has them: from a request's head to the end of its answer. Throws `WrongRows`.
 */
export async function pageLatencies(
  options: LatencyOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { url, log, kinds, rounds } = options;
  const durations = new Map<string, number>();
  const logged = Promise.withResolvers<void>();
  const stop = log.onRequest((record) => {
    durations.set(String(record["trace"]), numberOf(record, "durationMs"));
    if (durations.size === rounds * kinds.size) logged.resolve();
  });
  try {
    const traces = await askInTurn(url, kinds, rounds);
    await Promise.race([logged.promise, log.until("stopping")]);
    return new Map(
      Array.from(traces, ([name, ofKind]) => [
        name,
        ofKind.map((trace) => durations.get(trace) ?? Number.NaN),
      ]),
    );
  } finally {
    stop();
  }
}

/** The traces of the answers of each kind: what connects an answer with its line in the log. */
async function askInTurn(
  url: string,
  kinds: KindTargets,
  rounds: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  using connection = new KeepAliveConnection(url);
  const traces = new Map(Array.from(kinds.keys(), (name) => [name, new Array<string>()]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, targets] of kinds) {
      const target = targets[round % targets.length];
      if (target === undefined) continue;
      const answer = await connection.get(target.path);
      traces.get(name)?.push(traceOf(answer, target));
    }
  }
  return traces;
}

function traceOf({ status, head, body }: RawAnswer, target: LoadTarget): string {
  const trace = TRACE.exec(head)?.[1];
  if (status === 200 && trace !== undefined && body.toString("latin1") === target.body) {
    return trace;
  }
  throw new WrongRows(`status ${status}, or a wrong body, or no trace at ${target.path}`);
}
