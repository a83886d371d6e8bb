import type { ExitCode } from "./exit-code.ts";
import type { Given } from "./given.ts";
import type { Session } from "./session.ts";

/** An option of a command line. */
export type CommandOption = {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** Whether it may be given several times; the value is read by `Given.texts`. */
  readonly isList?: boolean;
  /** How help names the value of a text. */
  readonly value?: string;
  readonly help: string;
};

/** The options of a command, by their names without dashes. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** Something the program can be asked to do. */
export type Command = {
  /** One word, or two of which the first is the same for several commands. */
  readonly name: string;
  /** The words that follow it, as help shows them; those in brackets may be left out, dots allow more. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly options: CommandOptions;
  /** What there is to know besides; each a paragraph. */
  readonly about?: readonly string[];
  readonly run: (given: Given, session: Session) => Promise<ExitCode>;
};
