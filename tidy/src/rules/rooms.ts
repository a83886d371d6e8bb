import { importsOf } from "../imports.ts";
import { isTest, placeOf, type Room } from "../place.ts";
import type { Rule } from "../violation.ts";

const EVERY_ROOM: readonly Room[] = ["packages", "services", "standins", "tools", "console"];

/** Each room with the rooms whose front doors it may use. */
const OPEN_TO: Readonly<Record<Room, readonly Room[]>> = {
  packages: ["packages"],
  services: ["packages"],
  standins: ["packages"],
  tools: ["packages"],
  console: ["packages"],
  scripts: EVERY_ROOM,
  bench: EVERY_ROOM,
  acceptance: EVERY_ROOM,
  tidy: [],
  root: [],
};
/** What is run against the outside world is tested against a stand-in for it. */
const TESTED_WITH_STANDINS: ReadonlySet<Room> = new Set<Room>(["services", "tools", "console"]);

/** Which rooms may import which: a service never imports a service, a package only packages, and so on. */
export const rooms: Rule = (tree) =>
  importsOf(tree).flatMap(({ from, line, specifier, target }) => {
    if (target.kind !== "file" && target.kind !== "workspace") return [];
    const here = placeOf(from.path);
    const there = placeOf(target.kind === "file" ? target.path : `${target.manifest.folder}/src`);
    if (there.workspace === here.workspace || mayImport(here.room, there.room, isTest(from.path)))
      return [];
    return [
      {
        file: from.path,
        line,
        reason: `${here.room} must not import ${there.room} (${specifier})`,
      },
    ];
  });

function mayImport(here: Room, there: Room, isFromTest: boolean): boolean {
  const isStandinInTest = isFromTest && there === "standins" && TESTED_WITH_STANDINS.has(here);
  return OPEN_TO[here].includes(there) || isStandinInTest;
}
