import { isUtf8 } from "node:buffer";

import type { FastifyRequest } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { HttpProblem } from "./http-problem.ts";
import { InvalidRequest } from "./invalid-request.ts";
import type { Server } from "./server.ts";
import { textMistakes } from "./text-mistakes.ts";

type Parsed = (error: Error | null, body?: unknown) => void;

/** The only way in which JSON can hold what `textMistakes` finds; halves and whole pairs look alike. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/**
 * Reads JSON bodies as Fastify does, and refuses bytes that are not UTF-8, which a decoder would
 * silently replace, and texts that could not be stored.
 */
export function parseJsonStrictly(server: Server): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    (request: FastifyRequest, bytes: Buffer, done: Parsed) => {
      if (!isUtf8(bytes)) return done(new HttpProblem(BUILT_IN.invalid_json));
      const text = bytes.toString();
      return parse(request, text, (error, body) => {
        if (error !== null || !SUSPICIOUS.test(text)) return done(error, body);
        const mistakes = textMistakes("body", body);
        if (mistakes.length === 0) return done(null, body);
        return done(new InvalidRequest(mistakes, "invalid_text"));
      });
    },
  );
}
