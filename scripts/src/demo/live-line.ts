/** Where the demo writes. */
export type Terminal = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

const REDRAW_MS = 100;
/** A log file wants a line now and then, not ten a second. */
const LINE_MS = 2_000;
const COLUMNS = 80;

/** A line that is drawn over itself on a terminal and written anew now and then elsewhere. */
export class LiveLine {
  readonly #terminal: Terminal;
  readonly #text: () => string;
  #timer: NodeJS.Timeout | undefined;
  #last = "";

  constructor(terminal: Terminal, text: () => string) {
    this.#terminal = terminal;
    this.#text = text;
  }

  start(): void {
    this.#draw();
    this.#timer = setInterval(
      () => this.#draw(),
      this.#terminal.isTTY === true ? REDRAW_MS : LINE_MS,
    );
  }

  /** Leaves the last state standing. */
  stop(): void {
    clearInterval(this.#timer);
    this.#draw();
    if (this.#terminal.isTTY === true) this.#terminal.write("\n");
  }

  #draw(): void {
    const { isTTY, columns = COLUMNS } = this.#terminal;
    const text = `  ${this.#text()}`;
    if (text === this.#last) return;
    this.#last = text;
    // A line that wraps is two lines, of which only the second would be drawn over.
    this.#terminal.write(isTTY === true ? `\r\u001b[2K${text.slice(0, columns - 1)}` : `${text}\n`);
  }
}
