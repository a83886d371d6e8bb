import { FavkitError } from "../domain/favkit-error.ts";
import { printable, quoted } from "../domain/printable.ts";
import { checkOptions, readArguments } from "./arguments.ts";
import { COMMANDS } from "./commands.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { World } from "./world.ts";

/** Runs one command line to its end and gives the exit code. Never throws `FavkitError`. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  const usage = { text: "usage: favkit [command] [options]    favkit --help" };
  try {
    return await obey(argv, world, usage);
  } catch (error) {
    if (!(error instanceof FavkitError)) throw error;
    const lines = error.message.split("\n").map(printable).join("\n");
    world.complain(`favkit: ${lines}\n`);
    if (error.code === "bad_usage") world.complain(`${usage.text}\n`);
    return exitCodeOf(error.code);
  }
}

/** `usage` becomes that of the command as soon as it is known. */
async function obey(
  argv: readonly string[],
  world: World,
  usage: { text: string },
): Promise<number> {
  const args = readArguments(argv);
  const [typed, ...positionals] = args.positionals;
  if (args.has("version")) return tellVersion(world);
  if (typed === undefined && args.has("help")) return tellHelp(world);
  const name = typed ?? "list";
  const command = COMMANDS.get(name);
  if (command === undefined) {
    throw new FavkitError("bad_usage", `unknown command ${quoted(name)}`);
  }
  if (args.has("help")) return tellHelp(world, name);
  usage.text = `usage: favkit ${name} ${command.usage}`.trimEnd();
  checkOptions(args.used, command.options);
  checkArity(positionals.length, command.arity);
  const { run } = await command.load();
  return (await run({ ...args, positionals }, world)) ?? 0;
}

async function tellVersion(world: World): Promise<number> {
  world.write(`favkit ${await world.version()}\n`);
  return 0;
}

async function tellHelp(world: World, name?: string): Promise<number> {
  const { commandHelp, generalHelp } = await import("./help.ts");
  const command = name === undefined ? undefined : COMMANDS.get(name);
  world.write(
    name === undefined || command === undefined ? generalHelp() : commandHelp(name, command),
  );
  return 0;
}

function checkArity(count: number, [least, most]: readonly [number, number]): void {
  if (count < least) throw new FavkitError("bad_usage", "an argument is missing");
  if (count > most) throw new FavkitError("bad_usage", "there are too many arguments");
}
