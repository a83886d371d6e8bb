import type { EventStore, StoredEvent, StreamAddress } from "@holdfast/cqrs/event-store";

import type { Answer } from "../kernel-soak/journal.ts";
import type { Findings } from "./findings.ts";

/** A command, from before it is sent for the first time. */
export type Course = {
  readonly tenant: string;
  readonly id: string;
  readonly streamId: string;
  readonly kind: string;
  /** Of all parts; undefined where a decider says. */
  readonly size: number | undefined;
  /** For an account: what is moved. */
  readonly cents: number | undefined;
};

type Known = {
  readonly course: Course;
  open: number;
  /** Answers that never came. */
  unknown: number;
  first: number;
  last: number;
  answer: string | undefined;
};

/** What was seen of a stream. */
type Stream = {
  version: number;
  /** Of an account, after each of its events. */
  readonly balances: number[];
};

/** A command on its way, and what was known when it left. */
export type Sending = {
  readonly known: Known;
  /** What is sent under its id this time. */
  readonly kind: string;
  /** The highest position that anybody had been told by then. */
  readonly toldBefore: number;
  readonly versionBefore: number;
  readonly hadHappened: boolean;
  readonly isFirst: boolean;
};

/** Watches the log grow and callers be answered, and holds both to L1 to L8. */
export class Witness {
  readonly #store: Pick<EventStore, "readLog">;
  readonly #findings: Findings;
  readonly #log: StoredEvent[] = [];
  /** By tenant and id. */
  readonly #streams = new Map<string, Map<string, Stream>>();
  /** By id; both tenants draw from the same ids. */
  readonly #commands = new Map<string, Known>();
  #told = 0;
  #hasGrown = false;
  #reading = Promise.resolve();

  constructor(store: Pick<EventStore, "readLog">, findings: Findings) {
    this.#store = store;
    this.#findings = findings;
  }

  get log(): readonly StoredEvent[] {
    return this.#log;
  }

  /** Takes note that a command is on its way. */
  sends(course: Course): Sending {
    const before: Known | undefined = this.#commands.get(course.id);
    const known = before ?? { course, open: 0, unknown: 0, first: 0, last: 0, answer: undefined };
    if (before === undefined) this.#commands.set(course.id, known);
    known.open += 1;
    return {
      known,
      kind: course.kind,
      toldBefore: this.#told,
      versionBefore: this.#stream(course).version,
      hadHappened: known.first > 0,
      isFirst: before === undefined,
    };
  }

  /** Told that events were appended. */
  readonly grown = (): void => {
    this.#hasGrown = true;
  };

  /** Whether there is something to look at. */
  get isBehind(): boolean {
    return this.#hasGrown;
  }

  /** Looks at what has been appended since; nothing is read while nothing was. */
  look(): Promise<void> {
    if (this.#hasGrown) {
      this.#hasGrown = false;
      this.#reading = this.#read();
    }
    return this.#reading;
  }

  async #read(): Promise<void> {
    const after = this.#log.length;
    const query = { after: BigInt(after), max: Number.MAX_SAFE_INTEGER };
    const events = await this.#store.readLog(query);
    // Somebody may have looked at the same time.
    const first = this.#log.length - after;
    for (const [at, event] of events.entries()) if (at >= first) this.#admit(event);
  }

  #admit(event: StoredEvent): void {
    const position = this.#log.push(event);
    if (Number(event.position) !== position)
      this.#findings.add(`L1 ${event.position} follows ${position - 1}`);
    const stream = this.#stream(event);
    stream.version += 1;
    if (event.version !== stream.version)
      this.#findings.add(`L2 ${event.streamId}: ${event.version} follows ${stream.version - 1}`);
    const id = String(event.meta["commandId"]);
    const known = this.#commands.get(id);
    if (known?.course.tenant !== event.tenant)
      return this.#findings.add(`L3 nobody has sent ${id} of ${event.tenant}`);
    this.#happens(known, position);
    if (event.category === "account") this.#move(stream, event);
    return undefined;
  }

  /** Takes note that an event of a command stands at a position. */
  #happens(known: Known, position: number): void {
    const { id, size = 1 } = known.course;
    if (known.open === 0 && known.unknown === 0)
      this.#findings.add(`L3 ${id} happens after everybody was told no`);
    if (known.first === 0) known.first = position;
    else if (known.last !== position - 1) this.#findings.add(`L8 ${id} happens twice`);
    known.last = position;
    if (position - known.first >= size) this.#findings.add(`L8 ${id} has more than ${size} events`);
  }

  #move({ balances }: Stream, { streamId, event }: StoredEvent): void {
    const cents = "cents" in event ? Number(event.cents) : Number.NaN;
    const balance = (balances.at(-1) ?? 0) + cents;
    this.#findings.hold(balance >= 0, () => `${streamId} is overdrawn`);
    balances.push(balance);
  }

  #stream({ tenant, streamId }: StreamAddress): Stream {
    let own = this.#streams.get(tenant);
    if (own === undefined) this.#streams.set(tenant, (own = new Map<string, Stream>()));
    let stream = own.get(streamId);
    if (stream === undefined) own.set(streamId, (stream = { version: 0, balances: [] }));
    return stream;
  }

  /** Judges an answer; the log has been looked at. */
  answered(sending: Sending, answer: Answer): void {
    const { known } = sending;
    known.open -= 1;
    switch (answer.outcome) {
      case "accepted":
      case "duplicate":
        return this.#yes(sending, answer);
      case "refused":
        return this.#no(sending, answer.code ?? "");
      case "not_applied":
        return undefined;
      case "unknown":
        known.unknown += 1;
        return undefined;
      case "failed":
        return this.#findings.hold(false, () => `${known.course.id} failed: ${answer.code}`);
      default:
        return answer.outcome satisfies never;
    }
  }

  #yes({ known, toldBefore, isFirst, hadHappened }: Sending, answer: Answer): void {
    const { id, size, cents } = known.course;
    const { outcome, version = 0, last = "0" } = answer;
    const isFresh = outcome === "accepted";
    this.#findings.hold(!isFresh || !hadHappened, () => `L8 ${id} was accepted again`);
    const text = JSON.stringify([version, last, answer.answer]);
    this.#findings.hold(
      known.answer === undefined || known.answer === text,
      () => `L8 ${id} was answered ${known.answer} and ${text}`,
    );
    known.answer = text;
    if (size === 0) return;
    this.#findings.hold(known.first > 0, () => `L3 ${id} was ${outcome} and is not there`);
    this.#findings.hold(
      known.last === Number(last),
      () => `L3 ${id} ends at ${known.last}, told was ${last}`,
    );
    const isWhole = size === undefined || known.last - known.first + 1 === size;
    this.#findings.hold(isWhole, () => `L3 ${id} is there in part`);
    this.#findings.hold(
      !isFirst || known.first > toldBefore,
      () => `L5 ${id} stands before ${toldBefore}`,
    );
    this.#told = Math.max(this.#told, known.last);
    if (cents !== undefined) this.#rightBalance(known, answer);
  }

  #rightBalance(known: Known, { version = 0, answer }: Answer): void {
    const balance = this.#stream(known.course).balances[version - 1];
    const told = JSON.stringify(answer);
    this.#findings.hold(
      told === JSON.stringify({ balance }),
      () => `${known.course.id} was told ${told}, not ${balance}`,
    );
  }

  #no({ known, kind, versionBefore, hadHappened }: Sending, code: string): void {
    const { id, cents = 0 } = known.course;
    if (code === "command_mismatch")
      return this.#findings.hold(kind === "mismatch", () => `${id}: ${code}`);
    this.#findings.hold(!hadHappened, () => `L8 ${id} had happened and was refused: ${code}`);
    this.#findings.hold(kind !== "any" && kind !== "pair", () => `L7 ${id} was refused: ${code}`);
    if (code !== "insufficient_funds") return undefined;
    // Some state between sending and answering has to be one that it was refused on.
    const { balances } = this.#stream(known.course);
    const isFounded =
      (versionBefore === 0 && cents < 0) ||
      balances.some((balance, at) => at + 1 >= versionBefore && balance + cents < 0);
    return this.#findings.hold(isFounded, () => `${id} was refused on a state that never was`);
  }

  /** Commands of which nobody knows what became of them. */
  unknowns(): readonly Course[] {
    return [...this.#commands.values()]
      .filter(({ unknown, answer }) => unknown > 0 && answer === undefined)
      .map(({ course }) => course);
  }

  /** Reads everything again: what was there has not changed, and each tenant sees its own. */
  async lookAgain(tenants: readonly string[]): Promise<void> {
    const all = { after: 0n, max: Number.MAX_SAFE_INTEGER };
    const again = await this.#store.readLog(all);
    const isSame =
      again.length === this.#log.length &&
      again.every((event, at) => event.eventId === this.#log[at]?.eventId);
    this.#findings.hold(isSame, () => "L4 the log is not what it was");
    for (const tenant of tenants) {
      const seen = await this.#store.readLog({ ...all, tenant });
      const own = this.#log.filter((event) => event.tenant === tenant);
      const isOwn = seen.length === own.length && seen.every((event) => event.tenant === tenant);
      this.#findings.hold(isOwn, () => `L11 ${tenant} sees other than its own`);
    }
  }
}
