/** A line of the service's log. Facts carry their type as the message. */
export type LogLine = { readonly msg: string; readonly [field: string]: unknown };

/** Long enough for anything that happens in a test on a busy machine; a fact that has not come by then will not. */
const WAIT_MS_MAX = 40_000;

type Waiting = {
  readonly matches: (line: LogLine) => boolean;
  readonly resolve: (line: LogLine) => void;
};

/** A fact that a test waits for did not come. The message ends with what was said instead. */
class FactMissing extends Error {
  override readonly name = "FactMissing";
  readonly code = "fact_missing";

  constructor(type: string, said: readonly LogLine[]) {
    const last = said.slice(-20).map((line) => JSON.stringify(line));
    super([`no ${type} within ${WAIT_MS_MAX} ms; the last lines were`, ...last].join("\n"));
  }
}

/** What a process has said so far, and a way to wait for what it will say. */
export class FactStream {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<Waiting>();

  readonly hear = (text: string): void => {
    const line = readLine(text);
    this.lines.push(line);
    for (const waiting of this.#waiting) if (waiting.matches(line)) waiting.resolve(line);
  };

  /** The first such fact, whether it has been told already or is still to come. */
  async said(type: string, isMeant: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    const matches = (line: LogLine): boolean => line.msg === type && isMeant(line);
    const told = this.lines.find(matches);
    if (told !== undefined) return told;
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    const waiting = { matches, resolve };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => reject(new FactMissing(type, this.lines)), WAIT_MS_MAX);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  /** The next such fact from now on. */
  next(type: string, isMeant: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    const told = new Set(this.lines);
    return this.said(type, (line) => !told.has(line) && isMeant(line));
  }

  /** Every such fact so far. */
  all(type: string): readonly LogLine[] {
    return this.lines.filter(({ msg }) => msg === type);
  }
}

function readLine(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    if (isLogLine(value)) return value;
  } catch {
    // What is not JSON is what Node itself says, such as a stack.
  }
  return { msg: text };
}

function isLogLine(value: unknown): value is LogLine {
  return (
    typeof value === "object" && value !== null && "msg" in value && typeof value.msg === "string"
  );
}
