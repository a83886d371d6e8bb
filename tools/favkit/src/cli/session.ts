import type { Surroundings } from "../application/surroundings.ts";
import type { ListName } from "../domain/list-name.ts";
import { printable } from "../domain/printable.ts";
import { type Arguments, listChoice, storeChoice } from "./arguments.ts";
import type { Opened, World } from "./world.ts";

/** What most commands begin with: the list that is meant, the stores, and somebody to tell notes to. */
export type Session = {
  readonly list: ListName;
  readonly opened: Opened;
  readonly surroundings: Surroundings;
  /** A note on stderr, unless --quiet. */
  readonly note: (text: string) => void;
};

/** Opens what the options name. */
export async function openSession(args: Arguments, world: World): Promise<Session> {
  const list = listChoice(args);
  const note = (text: string) => {
    if (!args.has("quiet")) world.complain(`favkit: ${text}\n`);
  };
  const opened = await world.open(storeChoice(args, world.cwd), note);
  if (args.has("verbose")) {
    const { store } = opened;
    world.complain(`favkit: ${store.source} back end, ${printable(await store.locate(list))}\n`);
  }
  return { list, opened, note, surroundings: { cwd: world.cwd, home: opened.home } };
}
