import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { EventStore, StreamAddress } from "@holdfast/cqrs/event-store";

import type { Runner } from "../runner.ts";
import type { World } from "../world.ts";
import { checkOnStore } from "./check-on-store.ts";
import type { Asked, Door } from "./door.ts";
import type { ReadRows } from "./read-rows.ts";

/** A request as one writes it down. */
export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
};

/** What came back; a body that is no JSON is its text. */
export type HttpAnswer = { readonly status: number; readonly body: unknown };

/** A service, and how commands are put to it. */
export type HttpOptions<Command extends Tagged> = {
  /** What tests are named by; "HTTP". */
  readonly name?: string;
  /** The request that a command becomes; the command id is its idempotency key. */
  request(command: Command, asked: Omit<Asked, "command">): HttpRequest;
  /** Sends it, by `fetch` or by Fastify's `inject`. */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** The refusal that an answer from 400 to 499 tells, with its data as the domain has them. */
  readonly refusal: (answer: HttpAnswer) => Refusal;
  /** The log behind the service: what is given is put there, and what happened is looked up there. */
  readonly store: EventStore;
  /** A stream that no other scenario of this log has. */
  readonly newStream: () => StreamAddress;
  /** The clock and the ids of the service, which begin anew with each scenario. */
  readonly world: World;
  /** The read models of the service, by their names in the scenarios; for instance as it shows them over HTTP. */
  readonly readModels?: Readonly<Record<string, ReadRows>>;
};

/** Plays scenarios over HTTP, one after another; what has happened is read in the log behind the service. */
export function httpRunner<Command extends Tagged>(options: HttpOptions<Command>): Runner {
  const { name = "HTTP", store, newStream, world, readModels = {} } = options;
  const door = doorOf(options);
  return {
    name,
    check: (subject, story) =>
      checkOnStore(subject, story, {
        store,
        stream: newStream(),
        world,
        readModels,
        doors: [door],
      }),
  };
}

/** A service that answers neither yes nor no. */
class AnswerWithoutMeaning extends TypeError {
  override readonly name = "AnswerWithoutMeaning";
  readonly code = "answer_without_meaning";
}

/** Enough to see what kind of answer it is. */
const TEXT_MAX = 300;

type Requests = Pick<HttpOptions<Tagged>, "request" | "send" | "refusal">;

function doorOf(options: Requests): Door {
  return async ({ command, ...asked }) => {
    const answer = await options.send(options.request(command, asked));
    const { status, body } = answer;
    if (status >= 200 && status < 300) return { isDuplicate: undefined };
    if (status >= 400 && status < 500) return { refusal: options.refusal(answer) };
    const text = JSON.stringify(body) ?? "";
    throw new AnswerWithoutMeaning(`the service answers ${status}, ${text.slice(0, TEXT_MAX)}`);
  };
}
