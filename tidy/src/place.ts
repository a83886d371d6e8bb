/** A top-level folder that holds workspaces of one kind, or is one itself. */
export type Room = (typeof ROOMS)[number] | "root";

/** Where a file lives. */
export type Place = {
  readonly room: Room;
  /** The folder of its workspace: "packages/http", "bench", "" for the root. */
  readonly workspace: string;
  /** The path below the workspace: "src/domain/account.ts". */
  readonly inner: string;
};

const ROOMS = [
  "packages",
  "services",
  "standins",
  "tools",
  "console",
  "scripts",
  "bench",
  "acceptance",
  "tidy",
] as const;

/** Rooms whose folders are workspaces; the others are one workspace each. */
const SHARED_ROOMS: ReadonlySet<Room> = new Set(["packages", "services", "standins", "tools"]);

const CODE = /\.([cm]?[jt]s|tsx)$/;

/** Finds the room and workspace of a path. */
export function placeOf(path: string): Place {
  const names = path.split("/");
  const room = ROOMS.find((name) => name === names[0] && names.length > 1);
  if (room === undefined) return { room: "root", workspace: "", inner: path };
  const depth = SHARED_ROOMS.has(room) ? 2 : 1;
  return { room, workspace: names.slice(0, depth).join("/"), inner: names.slice(depth).join("/") };
}

/** Recorded payloads, test vectors: data, whatever its form. */
export function isRecorded(path: string): boolean {
  return /(^|\/)(fixtures|vectors)\//.test(path);
}

/** Whether the rules for code apply. */
export function isCode(path: string): boolean {
  return CODE.test(path) && !isRecorded(path);
}

/** Unit tests, acceptance tests, and what only they load; tidy is nothing but tests. */
export function isTest(path: string): boolean {
  const { room, inner } = placeOf(path);
  return (
    room === "acceptance" ||
    room === "tidy" ||
    /\.(test|acceptance)\.ts$/.test(inner) ||
    inner.startsWith("test/")
  );
}

/** Code that runs outside of tests. */
export function isSource(path: string): boolean {
  return isCode(path) && !isTest(path);
}
