import { HttpProblem } from "@holdfast/http";
import { IDEMPOTENCY_PROBLEMS, type Replay } from "@holdfast/http/idempotency";
import { presentCause } from "@holdfast/telemetry";

import type { LedgerDone, LedgerDoor, RecallCommand } from "../../application/ledger-request.ts";
import type { RecordRefusal } from "../../application/refused-attempts.ts";
import { type Subject, withCurrency } from "../../domain/audit/subject.ts";
import type { LedgerCommand } from "../../domain/ledger-command.ts";
import {
  askerOf,
  attemptOf,
  type KeyedRequest,
  type MayNamePeople,
  originOf,
} from "./attempt-of.ts";
import { refusalProblem } from "./refusal-problem.ts";
import type { RememberedAnswers, WrittenAnswer } from "./remembered-answers.ts";
import { amountMistake } from "./request-mistake.ts";

/** What is told of a command that was done. */
export type Told = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
};

/** A route that writes: its path, the name of what it does, and what it tells of that, the same each time it is asked. */
type WriteRoute = {
  readonly url: string;
  /** For the log, such as `transfer.create`. */
  readonly action: string;
  readonly tell: (done: LedgerDone) => Told;
  /** Where in the body an item is, from 0, that the others are refused with. */
  readonly pointerOf?: (item: number) => string;
};

/** What a request asks for. */
export type Asked = Subject & {
  readonly command: LedgerCommand;
  readonly reason?: string;
  /** For the log, where it is more than what the route does. */
  readonly action?: string;
};

/** The part of a reply that is written to. */
export type Reply = {
  code(status: number): unknown;
  headers(values: Readonly<Record<string, string>>): unknown;
  /** As the schema of the route has it for the status that was set. */
  serialize(body: object): string | ArrayBuffer | Buffer;
  send(body: unknown): unknown;
};

/** Answers a request by the command that `read` makes of it. A mistake that `read` throws is answered if the key is new. */
type Perform = (request: KeyedRequest, reply: Reply, read: () => Asked) => Promise<void>;

/** What write routes stand on. */
export type LedgerWritesOptions = {
  readonly door: LedgerDoor;
  readonly recall: RecallCommand;
  readonly recordRefusal: RecordRefusal;
  readonly remembered: RememberedAnswers;
};

/** The write routes of a scope, and the answer to requests of theirs that came before and that a schema refuses by now. */
export type LedgerWrites = {
  route(route: WriteRoute): Perform;
  readonly replay: Replay;
};

/** Answers requests by commands under the key of the request: done once, and told as often as it is asked for. */
export function ledgerWrites(options: LedgerWritesOptions): LedgerWrites {
  const routes = new Map<string, WriteRoute>();
  return {
    route(route) {
      routes.set(route.url, route);
      return async (request, reply, read) => {
        const command = given(request);
        const known = options.remembered.get(command);
        if (known !== undefined) {
          reply.headers(REPLAYED);
          return write(known, reply);
        }
        const { timesForgotten } = options.remembered;
        const { status, headers, body } = await answered(options, route, { request, read });
        reply.code(status);
        const text = reply.serialize(body);
        if (typeof text !== "string") throw new TypeError("an answer was not serialized as a text");
        const answer = { status, headers: { ...JSON_HEADERS, ...headers }, body: text };
        options.remembered.put(command, answer, timesForgotten);
        return write(answer, reply);
      };
    },
    async replay(request, reply) {
      const route = routes.get(request.routeOptions.url ?? "");
      const told = route && (await toldBefore(options, route, request));
      if (told !== undefined) {
        reply.code(told.status).headers({ ...told.headers });
        return told.body;
      }
      const mistake = amountMistake(request.validationError);
      if (mistake !== undefined) throw mistake;
      return undefined;
    },
  };
}

const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

function write({ status, headers, body }: WrittenAnswer, reply: Reply): void {
  reply.code(status);
  reply.headers(headers);
  reply.send(body);
}

type Asking = { readonly request: KeyedRequest; readonly read: () => Asked };

async function answered(
  options: LedgerWritesOptions,
  route: WriteRoute,
  { request, read }: Asking,
): Promise<Told> {
  let asked: Asked;
  try {
    asked = read();
  } catch (mistake) {
    const told = await toldBefore(options, route, request);
    if (told !== undefined) return told;
    if (mistake instanceof HttpProblem && mistake.problem.status === UNPROCESSABLE) {
      await options.recordRefusal(attemptOf(request, { action: route.action, code: mistake.code }));
    }
    throw mistake;
  }
  return done(options, route, { request, asked });
}

async function done(
  { door, recordRefusal }: LedgerWritesOptions,
  { action: ofRoute, tell, pointerOf }: WriteRoute,
  { request, asked }: { readonly request: KeyedRequest; readonly asked: Asked },
): Promise<Told> {
  const { command, reason, action = ofRoute, ...about } = asked;
  const meta = metaOf(request, { action, reason });
  const asker = askerOf(request, action);
  const outcome = await door.execute({ ...given(request), command, meta, asker, about });
  const refuse = (code: string, told: object = {}): Promise<void> =>
    recordRefusal(attemptOf(request, { action, code, about: withCurrency(about, told) }));
  switch (outcome.status) {
    case "replayed":
      return again(tell(outcome));
    case "done":
      // What was refused of it item by item was written down with what was done.
      return tell(outcome);
    case "refused":
      if (outcome.isAudited !== true) await refuse(outcome.refusal.code, outcome.refusal.data);
      throw refusalProblem(outcome.refusal, pointerOf?.(outcome.item ?? 0));
    case "key_reused":
      await refuse(KEY_REUSED.code);
      throw new HttpProblem(KEY_REUSED);
    default:
      return outcome satisfies never;
  }
}

/** A request that is understood, and refused all the same. */
const UNPROCESSABLE = 422;

const KEY_REUSED = IDEMPOTENCY_PROBLEMS.idempotency_key_reused;

/** What was told under the key before; undefined if it is new. */
async function toldBefore(
  { recall, recordRefusal }: LedgerWritesOptions,
  { action, tell }: WriteRoute,
  request: KeyedRequest,
): Promise<Told | undefined> {
  const outcome = await recall(given(request));
  if (outcome === undefined) return undefined;
  if (outcome.status !== "key_reused") return again(tell(outcome));
  await recordRefusal(attemptOf(request, { action, code: KEY_REUSED.code }));
  throw new HttpProblem(KEY_REUSED);
}

function again(told: Told): Told {
  return { ...told, headers: { ...told.headers, ...REPLAYED } };
}

const REPLAYED = { "idempotent-replayed": "true" };

/** What a request is remembered by. */
export function given({ principal, idempotency }: KeyedRequest) {
  const { key, fingerprint } = idempotency;
  return { tenant: principal.tenantId, commandId: `key:${key}`, fingerprint };
}

/** What is wanted, and why. */
type Why = { readonly action: string; readonly reason: string | undefined } & MayNamePeople;

/** Who wants it and why, beside what the request is caused by. */
export function metaOf(request: KeyedRequest, { action, reason, namesPeople }: Why) {
  const { subject: actor, clientId: client } = request.principal;
  const cause = presentCause();
  return {
    ...(cause !== undefined && { correlationId: cause.correlationId }),
    ...(cause?.traceparent !== undefined && { traceparent: cause.traceparent }),
    actor,
    action,
    ...(client !== undefined && { client }),
    ...(reason !== undefined && { reason }),
    ...originOf(request, { namesPeople }),
  };
}
