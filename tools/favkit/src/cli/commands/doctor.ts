import { printable } from "../../domain/printable.ts";
import { type Arguments, storeChoice } from "../arguments.ts";
import { exitCodeOf } from "../exit-code.ts";
import { jsonText } from "../item-json.ts";
import type { World } from "../world.ts";

/** `favkit doctor`: the exit code is that of the first thing that fails. */
export async function run(args: Arguments, world: World): Promise<number> {
  const checks = await world.examine(storeChoice(args, world.cwd));
  const lines = checks.map(
    ({ state, name, text }) => `${state.padEnd("warning".length)}  ${name}: ${printable(text)}\n`,
  );
  world.write(args.has("json") ? `${jsonText(checks, 2)}\n` : lines.join(""));
  const failed = checks.find(({ state }) => state === "failed");
  return failed === undefined ? 0 : exitCodeOf(failed.code ?? "io_failed");
}
