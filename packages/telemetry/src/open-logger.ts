import { pino } from "pino";

import { humanLine } from "./human-line.ts";
import { loggable } from "./loggable.ts";
import { CENSORED, SENSITIVE_KEYS } from "./sensitive-keys.ts";
import { withoutCredentials } from "./without-credentials.ts";
import { withoutPaymentData } from "./without-payment-data.ts";

/** A pino logger: `logger.info({ ...fields }, "message")`, `logger.child({ ...fields })`. */
export type Logger = pino.Logger;

/** Names of the levels, the loudest first; `silent` writes nothing. */
export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

/** What a service's log is called and where it goes. */
export type OpenLoggerOptions = {
  /** Written into every line as `service`. */
  readonly service: string;
  readonly level: LogLevel;
  /** `json` for machines, `human` for one readable line per record. */
  readonly format: "json" | "human";
  /** Receives whole lines; standard output when left out. */
  readonly destination?: { write(line: string): void };
  /** Milliseconds since 1970; the system clock when left out. */
  readonly now?: () => number;
};

/** Most bytes of log waiting for a slow reader; beyond it lines are dropped, so that the service lives on. */
const BUFFER_BYTES_MAX = 16 * 1024 * 1024;

/** pino asks these for every field of that name; the fields of child loggers pass through nothing else. */
const SERIALIZERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  ...Object.fromEntries(Array.from(SENSITIVE_KEYS, (key) => [key, () => CENSORED])),
  // `loggable` has written the error already, with its causes; pino's own serializer would rename it.
  err: (error) => error,
};

/**
 * Opens the log of a service: pino with the level by name, epoch milliseconds as `time`, credentials
 * redacted and bigints as decimal strings (in the bindings of a child logger: credentials at the top
 * level only, in lower case); passwords are taken out of the URLs in all texts, and card numbers, IBANs and signed tokens out of the texts. Standard output is written without blocking the process
 * and flushed when it exits.
 */
export function openLogger(options: OpenLoggerOptions): Logger {
  const { service, level, format, now = Date.now } = options;
  const destination =
    options.destination ?? pino.destination({ fd: 1, sync: false, maxLength: BUFFER_BYTES_MAX });
  return pino(
    {
      level,
      base: { service },
      timestamp: () => `,"time":${now()}`,
      serializers: SERIALIZERS,
      hooks: { streamWrite: (line) => withoutPaymentData(withoutCredentials(line)) },
      formatters: { level: (label) => ({ level: label }), log: loggable },
    },
    format === "json" ? destination : humanDestination(destination),
  );
}

function humanDestination(destination: { write(line: string): void }): {
  write(line: string): void;
} {
  return { write: (line) => destination.write(humanLine(line)) };
}
