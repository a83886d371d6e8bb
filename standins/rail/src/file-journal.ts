import { open, type FileHandle } from "node:fs/promises";

import { BadJournal } from "./bad-journal.ts";
import type { Fact } from "./fact.ts";
import type { Journal } from "./journal.ts";
import { readFact } from "./read-fact.ts";

/** Keeps facts in a file, a line of JSON each, which need not be there yet. Only one rail may write to it. */
export async function openFileJournal(path: string): Promise<Journal> {
  return new FileJournal(path, await open(path, "a+"));
}

class FileJournal implements Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  #unwritten = "";
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async *facts(): AsyncGenerator<Fact> {
    let bytes = 0;
    let line = 0;
    for await (const text of wholeLines(this.#file)) {
      bytes += Buffer.byteLength(text) + 1;
      line += 1;
      const fact = readFact(text);
      if (fact === undefined) throw new BadJournal(`${this.#path}:${line}: this is no fact`);
      yield fact;
    }
    // What a crash left of a last line was never answered for.
    await this.#file.truncate(bytes);
  }

  append(fact: Fact): void {
    this.#unwritten += `${JSON.stringify(fact)}\n`;
  }

  // All who wait while a write is under way share the next one. After a failure nothing is written any more.
  flushed(): Promise<void> {
    this.#last = this.#last.then(() => this.#write());
    return this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.#file.close();
    }
  }

  async #write(): Promise<void> {
    if (this.#unwritten === "") return;
    const text = this.#unwritten;
    this.#unwritten = "";
    await this.#file.appendFile(text);
    await this.#file.datasync();
  }
}

async function* wholeLines(file: FileHandle): AsyncGenerator<string> {
  let rest = "";
  const chunks = file.createReadStream({ start: 0, encoding: "utf8", autoClose: false });
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
