import { parentPort } from "node:worker_threads";

import { KnownAddresses } from "../../domain/known-addresses.ts";
import type { PageAnswer, PageQuestion } from "./page-reader.ts";
import { readPage } from "./read-page.ts";
import { sendable } from "./sent-page.ts";

const known = new KnownAddresses();

function reply({ number, body }: PageQuestion): void {
  try {
    const { page, memory } = sendable(readPage(body, known));
    answer({ number, page }, memory);
  } catch (error) {
    answer({ number, reason: error instanceof Error ? error.message : String(error) });
  }
}

function answer(message: PageAnswer, memory: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...memory]);
}

parentPort?.on("message", reply);
