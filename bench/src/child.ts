import { type ChildProcess, fork } from "node:child_process";

import { ChildFailed } from "./child-failed.ts";
import { childEnvironment } from "./config.ts";

/** What a child program can be asked: each question has one argument and one answer, both plain JSON. */
export type Talk = Readonly<Record<string, (argument: never) => unknown>>;

/** A program of the bench that runs as a process of its own. Disposing it ends it. */
export type Child<Questions extends Talk> = AsyncDisposable & {
  /** Questions are answered one after the other. Throws `ChildFailed`. */
  ask<Name extends keyof Questions & string>(
    name: Name,
    argument: Parameters<Questions[Name]>[0],
  ): Promise<Awaited<ReturnType<Questions[Name]>>>;
};

/** What travels back; `answerParent` is its other end. */
type ChildAnswer = { readonly value: never } | { readonly failure: string };

/** The longest question is a whole sync on a slow machine. */
const ANSWER_MS_MAX = 600_000;

type Waiting = {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
};

/** Starts a program that calls `answerParent` with these questions, under the Node that runs this. */
export function startChild<Questions extends Talk>(entry: URL): Child<Questions> {
  // Node's own arguments are not passed on: a service that is measured beside it has none either.
  const child = fork(entry, { execArgv: [], env: childEnvironment() });
  const exited = Promise.withResolvers<void>();
  const waiting: Waiting[] = [];
  const fail = (reason: string) => {
    exited.resolve();
    for (const { reject } of waiting.splice(0)) reject(new ChildFailed(reason));
  };
  child.on("message", (answer: ChildAnswer) => {
    const first = waiting.shift();
    if ("value" in answer) first?.resolve(answer.value);
    else first?.reject(new ChildFailed(answer.failure));
  });
  child.once("exit", (code, signal) => fail(`${entry.pathname} ended with ${signal ?? code}`));
  child.once("error", (error) => fail(String(error)));
  return {
    ask<Name extends keyof Questions & string>(
      name: Name,
      argument: Parameters<Questions[Name]>[0],
    ) {
      type Answer = Awaited<ReturnType<Questions[Name]>>;
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.push({ resolve, reject });
      child.send({ name, argument });
      return inTime(promise, child);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL"); // It holds nothing that would outlive it.
      await exited.promise;
    },
  };
}

async function inTime<Answer>(answer: Promise<Answer>, child: ChildProcess): Promise<Answer> {
  const timer = setTimeout(() => child.kill("SIGKILL"), ANSWER_MS_MAX);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}
