import { type Listening, startMistake } from "./start-mistake.ts";

/** Of a process that was started wrongly. */
const MISTAKEN = 2;

/**
 * Reads the configuration, runs with it to the end, and returns the exit code. A mistake of whoever starts it goes to
 * standard error in words; other errors are thrown.
 */
export async function runConfigured<Config extends Listening>(
  read: () => Config,
  run: (config: Config) => Promise<void>,
): Promise<number> {
  let config: Config | undefined;
  try {
    config = read();
    await run(config);
    return 0;
  } catch (error) {
    const mistake = startMistake(error, config);
    if (mistake === undefined) throw error;
    process.stderr.write(`${mistake}\n`);
    return MISTAKEN;
  }
}
