/** The command line asks for something that does not exist; the message says what does. */
export class BadArguments extends Error {
  override readonly name = "BadArguments";
  readonly code = "bad_arguments";
}
