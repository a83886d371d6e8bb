import { type Arguments, typedPath } from "../arguments.ts";
import { jsonText } from "../item-json.ts";
import type { World } from "../world.ts";

/** No list comes near it. */
const SIZE_LIMIT = { bytes: 67_108_864, code: "malformed_file" } as const;

/** `favkit decode` */
export async function run(args: Arguments, world: World): Promise<void> {
  const [path = ""] = args.positionals;
  const bytes = await world.readFile(typedPath(path, world.cwd), SIZE_LIMIT);
  world.write(`${jsonText(await world.decode(bytes), 2)}\n`);
}
