// The lists that macOS keeps, written from the rules of their layout: every special item, volumes, images, tags.
import {
  type Archivable,
  archiveFile,
  type Instance,
  nsArray,
  nsDate,
  nsDictionary,
  nsMutableData,
  nsUrl,
  nsUuid,
} from "./archive-bytes.ts";
import {
  bookmark,
  bytes,
  date,
  flags,
  type Generation,
  int32,
  int64,
  list,
  type Table,
  text,
  truth,
  url,
} from "./bookmark-bytes.ts";

const PREFIX = "com.apple.LSSharedFileList.";
const CREATED = date(700_000_000.25);

/** The values of a real bookmark of a folder on the volume the system started from, in their order. */
function folderEntries(path: string): Table["entries"] {
  const parts = path.split("/").filter((part) => part !== "");
  const names = parts.map(text);
  const last = names.at(-1) ?? text("Macintosh HD");
  const isHome = parts[0] === "Users" && parts.length > 2;
  return [
    [0xd010, int32(0x2000_0000)],
    [0x1004, list(...names)],
    ...(parts.length === 0
      ? []
      : [[0x1005, list(...parts.map((_, at) => int64(BigInt(1000 + at))))] as const]),
    [0x1040, CREATED],
    [0x1010, flags(parts.length === 0 ? 0x0an : 0x02n, 0x21fn, 0x21an)],
    ...(isHome ? homeEntries(parts.length) : []),
    [0x2005, url("file:///")],
    [0x2010, text("Macintosh HD")],
    [0x2012, int64(494_384_795_648n)],
    [0x2011, text("A1B2C3D4-0000-4000-8000-0123456789AB")],
    [0x2013, CREATED],
    [0x2020, flags(0x1_0000_0081n, 0x1_0000_13efn, 0n)],
    [0x2002, text("/")],
    [0x2030, truth(true)],
    [0xf017, last],
    [0xf000f, truth(true)],
  ];
}

const homeEntries = (parts: number): Table["entries"] => [
  [0xc001, int64(BigInt(parts - 2))],
  [0xc011, text("somebody")],
  [0xc012, int32(501)],
];

/** A bookmark of a folder. */
export const folderBookmark = (path: string, generation: Generation): Buffer =>
  bookmark(generation, [{ id: 1, entries: folderEntries(path) }]);

/** A bookmark of a special item, which holds a URL as a text. */
export function specialBookmark(address: string, generation: Generation): Buffer {
  return bookmark(generation, [
    {
      id: 1,
      entries: [
        [0xd010, int32(0x2000_0000)],
        [0x1003, text(address)],
      ],
    },
  ]);
}

/** A mounted disk image: a table for the volume that holds it, and one for the file it is in. */
export function imageBookmark(generation: Generation): Buffer {
  const names = [text("Volumes"), text("Install")];
  return bookmark(generation, [
    {
      id: 1,
      entries: [
        [0xd010, int32(0x2000_0000)],
        [0x1004, list(...names)],
        [0x1005, list(int64(2n), int64(3n))],
        [0x1010, flags(0x0an, 0x21fn, 0x21an)],
        [0x2000, list(int32(0xf000), int32(0), int32(1))],
        [0x2005, url("file:///Volumes/Install/")],
        [0x2010, text("Install")],
        [0x2011, text("B1B2C3D4-0000-4000-8000-0123456789AB")],
        [0x2020, flags(0x1_0000_0269n, 0x1_0000_13efn, 0n)],
        [0x2002, text("/Volumes/Install")],
        [0x2030, truth(false)],
        [0x2040, int32(4000)],
        [0xf017, names[1] ?? text("")],
        [0xf000f, truth(true)],
        [text("NSURLDocumentIdentifierKey"), int32(77)],
      ],
    },
    { id: 0xf000, entries: folderEntries("/").slice(1, 4) },
    {
      id: 4000,
      entries: [
        [0x1004, list(text("Users"), text("somebody"), text("Install.dmg"))],
        [0x1010, flags(0x01n, 0x0fn, 0n)],
        [0xf022, bytes(Buffer.from("icon"))],
      ],
    },
  ]);
}

/** How an item is written. */
export type ItemForm = {
  readonly uuid: string;
  readonly bookmark: Archivable;
  readonly name?: Archivable;
  readonly visibility?: number;
  readonly properties?: readonly (readonly [string, Archivable])[] | undefined;
  readonly dictionary?: readonly string[];
};

/** An item from `.sfl2` on. */
export function item(form: ItemForm): Instance {
  const { uuid, bookmark: blob, name, visibility = 0, properties = [], dictionary } = form;
  return nsDictionary(
    [
      ["visibility", visibility],
      ["CustomItemProperties", nsDictionary(properties, dictionary)],
      ...(name === undefined ? [] : [["Name", name] as const]),
      ["Bookmark", blob],
      ["uuid", uuid],
    ],
    dictionary,
  );
}

/** The root of a list. */
export const root = (items: readonly Instance[], properties: ItemForm["properties"] = []) =>
  nsDictionary([
    ["items", nsArray(items)],
    ["properties", nsDictionary(properties)],
  ]);

/** A UUID that ends in a number. */
export const uuidOf = (number: number): string =>
  `DEADBEEF-0000-4000-8000-${String(number).padStart(12, "0")}`;

const special = (name: string): NonNullable<ItemForm["properties"]> => [
  [`${PREFIX}SpecialItemIdentifier`, `${PREFIX}${name}`],
];

/** The favourites of a machine. Equal texts in them are partly two objects. */
export function favourites(generation: Generation): Instance {
  const folders = ["/Applications", "/Users/somebody/Desktop", "/Users/somebody/Ünïcode 100% #1"];
  return root(
    [
      item({
        uuid: uuidOf(1),
        bookmark: specialBookmark("nwnode://domain-AirDrop", generation),
        properties: special("IsMeetingRoom"),
      }),
      ...folders.map((path, at) =>
        item({ uuid: uuidOf(2 + at), bookmark: folderBookmark(path, generation) }),
      ),
      item({
        uuid: uuidOf(5),
        bookmark: folderBookmark("/Users/somebody", generation),
        properties: special("IsHome"),
        name: { apart: "somebody" },
      }),
      item({
        uuid: uuidOf(6),
        bookmark: folderBookmark("/Users/somebody/Projects", generation),
        name: { apart: "somebody" },
        visibility: 1,
        properties: [["com.example.unknown", { classes: ["Unknown", "NSObject"], fields: [] }]],
      }),
    ],
    [[`${PREFIX}ForceTemplateIcons`, true]],
  );
}

/** The volumes of a machine, one of them a disk image, with dates and flags. */
export function volumes(generation: Generation): Instance {
  const entry = (form: ItemForm) => item({ ...form, visibility: 1 });
  const own = (number: number, address: string, name: string) =>
    entry({
      uuid: uuidOf(number),
      bookmark: specialBookmark(address, generation),
      name: name.slice("Is".length),
      properties: special(name),
    });
  return root(
    [
      own(1, `com-apple-sfl://${PREFIX}IsComputer`, "IsComputer"),
      own(2, `com-apple-sfl://${PREFIX}IsICloudDrive`, "IsICloudDrive"),
      own(3, `com-apple-sfl://${PREFIX}IsRemoteDisc`, "IsRemoteDisc"),
      own(4, "x-finder:Trash", "IsTrash"),
      entry({
        uuid: uuidOf(5),
        bookmark: folderBookmark("/", generation),
        name: "Macintosh HD",
        properties: [[`${PREFIX}VolumeGroup`, 1]],
      }),
      entry({
        uuid: uuidOf(6),
        bookmark: imageBookmark(generation),
        name: "Install",
        properties: [
          [`${PREFIX}VolumeGroup`, 3],
          [`${PREFIX}DateLastSeen`, nsDate(700_000_000.5)],
          ["NSURLIsVolumeKey", true],
        ],
      }),
    ],
    [
      [`${PREFIX}FavoriteVolumes.ShowEjectableVolumes`, true],
      [`${PREFIX}FavoriteVolumes.ShowHardDrivesExceptions`, nsArray([])],
      [`${PREFIX}FavoriteVolumes.ComputerIsVisible`, false],
    ],
  );
}

/** The tags. */
function tags(generation: Generation): Instance {
  const colours: readonly (readonly [string, number])[] = [
    ["Red", 6],
    ["Dark Blue", 4],
  ];
  return root(
    colours.map(([name, label], at) =>
      item({
        uuid: uuidOf(at + 1),
        bookmark: specialBookmark(`x-apple-findertag:${encodeURIComponent(name)}`, generation),
        name,
        properties: [["kLSSharedTagFileListItemLabel", label]],
      }),
    ),
    [["Version", 4]],
  );
}

/** A list whose objects are of the mutable classes, and whose data and uuid are objects of their own. */
export function mutable(): Instance {
  const classes = ["NSMutableDictionary", "NSDictionary", "NSObject"];
  const blob = nsMutableData(folderBookmark("/Users/somebody/Desktop", "macos12"));
  return nsDictionary(
    [
      [
        "items",
        nsArray(
          [item({ uuid: uuidOf(1), bookmark: blob, dictionary: classes })],
          ["NSMutableArray", "NSArray", "NSObject"],
        ),
      ],
      ["properties", nsDictionary([], classes)],
    ],
    classes,
  );
}

/** The oldest format: items of a class of their own, with an order. */
function oldest(): Instance {
  const old = (number: number, path: string) => ({
    classes: ["SFLListItem", "NSObject"],
    fields: [
      ["name", { to: path.slice(path.lastIndexOf("/") + 1) }],
      ["order", { to: 10 - number }],
      ["uniqueIdentifier", { to: nsUuid(uuidOf(number).replaceAll("-", "")) }],
      ["URL", { to: nsUrl(`file://${path}/`) }],
      ["bookmark", { to: folderBookmark(path, "macos12") }],
      ["properties", { to: nsDictionary([]) }],
    ] as const,
  });
  return nsDictionary([
    ["version", 1],
    ["items", nsArray([old(1, "/Users/somebody/Second"), old(2, "/Users/somebody/First")])],
    ["properties", nsDictionary([])],
  ]);
}

/** Every list by a name, as files. */
export const FILES: Readonly<Record<string, Buffer>> = {
  "favourites of macOS 12": archiveFile(favourites("macos12")),
  "favourites of macOS 26": archiveFile(favourites("macos26")),
  "volumes of macOS 12": archiveFile(volumes("macos12")),
  "volumes of macOS 26": archiveFile(volumes("macos26")),
  "tags of macOS 26": archiveFile(tags("macos26")),
  "mutable classes": archiveFile(mutable()),
  "no items": archiveFile(root([])),
  "the oldest format": archiveFile(oldest()),
};
