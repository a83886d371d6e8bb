import { absolutePath } from "../../domain/path-text.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../item-json.ts";
import type { World } from "../world.ts";

/** The limit of section 11 of the format's description: no list comes near it. */
const BYTES_MAX = 67_108_864;

/** `favkit decode` */
export async function run(args: Arguments, world: World): Promise<void> {
  const [path = ""] = args.positionals;
  const bytes = await world.readFile(
    absolutePath(path, { cwd: world.cwd, home: world.cwd }),
    BYTES_MAX,
  );
  world.write(`${jsonText(await world.decode(bytes), 2)}\n`);
}
