import type { CommandOutline } from "./command.ts";

const POSITION = ["first", "last", "before", "after", "at"] as const;
const PLACES = "[--first|--last|--before ITEM|--after ITEM|--at N]";
const SELECTOR =
  "An item is named by its uuid, its path or URL, its name, or its name without regard to case, in this order.";

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, CommandOutline> = new Map<string, CommandOutline>([
  [
    "list",
    {
      summary: "print the items; what favkit does without a command",
      usage: "[--json|--ndjson|--plain|--mysides] [--all] [--list NAME]",
      options: ["json", "ndjson", "plain", "mysides", "all"],
      arity: [0, 0],
      examples: ["favkit", "favkit list --json --all", "favkit list --list volumes"],
      notes:
        "Lists: favorites, volumes, servers, tags, icloud, top, recent-applications, recent-documents (recents), " +
        "recent-servers, recent-hosts. Of volumes only hide and show can be written, of tags only move, of the " +
        "others nothing.",
      load: () => import("./commands/list.ts"),
    },
  ],
  [
    "add",
    {
      summary: "add folders, files or servers",
      usage: `<path|url>… [--name N] ${PLACES} [--if-missing] [--real] [--force]`,
      options: ["name", ...POSITION, "if-missing", "real"],
      arity: [1, 1000],
      examples: [
        "favkit add ~/Projects",
        "favkit add ~/Work ~/Play --first",
        "favkit add smb://nas.local/media --name Media --after Projects",
      ],
      notes: "What is in the list already is left where it is, with a note and exit code 0.",
      load: () => import("./commands/add.ts"),
    },
  ],
  [
    "remove",
    {
      summary: "remove items",
      usage: "<path|name|uuid>… [--all]",
      options: ["all"],
      arity: [1, 1000],
      examples: [
        "favkit remove ~/Projects",
        "favkit remove Movies Music",
        "favkit remove Work --all",
      ],
      notes: SELECTOR,
      load: () => import("./commands/remove.ts"),
    },
  ],
  [
    "move",
    {
      summary: "move an item to another place",
      usage: `<path|name|uuid> ${PLACES}`,
      options: POSITION,
      arity: [1, 1],
      examples: ["favkit move Projects --first", "favkit move ~/Work --before Downloads"],
      notes: SELECTOR,
      load: () => import("./commands/move.ts"),
    },
  ],
  [
    "rename",
    {
      summary: "give an item another name; what it leads to keeps its own",
      usage: "<path|name|uuid> <name>",
      options: [],
      arity: [2, 2],
      examples: ["favkit rename ~/Projects Work"],
      notes: SELECTOR,
      load: () => import("./commands/rename.ts"),
    },
  ],
  [
    "hide",
    {
      summary: "hide items and keep their places",
      usage: "<path|name|uuid>…",
      options: ["all"],
      arity: [1, 1000],
      examples: ["favkit hide Recents", "favkit hide 'Macintosh HD' --list volumes"],
      notes: SELECTOR,
      load: () => import("./commands/hide.ts"),
    },
  ],
  [
    "show",
    {
      summary: "show items that are hidden",
      usage: "<path|name|uuid>…",
      options: ["all"],
      arity: [1, 1000],
      examples: ["favkit show Recents"],
      notes: SELECTOR,
      load: () => import("./commands/show.ts"),
    },
  ],
  [
    "clear",
    {
      summary: "remove every item; favkit undo brings them back",
      usage: "",
      options: [],
      arity: [0, 0],
      examples: ["favkit clear"],
      load: () => import("./commands/clear.ts"),
    },
  ],
  [
    "apply",
    {
      summary: "make the list what a file says",
      usage: "<file.yaml|file.json> [--dry-run] [--prune] [--real] [--force]",
      options: ["dry-run", "prune", "real", "json"],
      arity: [1, 1],
      examples: ["favkit apply favourites.yaml --dry-run", "favkit apply favourites.yaml --prune"],
      notes:
        "Items that the file does not name stay where they are, unless --prune removes them. A second run finds " +
        "nothing to do.",
      load: () => import("./commands/apply.ts"),
    },
  ],
  [
    "export",
    {
      summary: "print the list as a file for apply",
      usage: "[--json]",
      options: ["json"],
      arity: [0, 0],
      examples: ["favkit export > favourites.yaml", "favkit export --json"],
      load: () => import("./commands/export.ts"),
    },
  ],
  [
    "diff",
    {
      summary: "print what apply would do",
      usage: "<file.yaml|file.json> [--prune] [--json]",
      options: ["prune", "real", "json"],
      arity: [1, 1],
      examples: ["favkit diff favourites.yaml --prune"],
      load: () => import("./commands/diff.ts"),
    },
  ],
  [
    "backup",
    {
      summary: "copy the list's file, byte for byte",
      usage: "[dir]",
      options: [],
      arity: [0, 1],
      examples: ["favkit backup", "favkit backup ~/dotfiles"],
      notes: "Prints the SHA-256 and the path of the copy, as sha256sum does.",
      load: () => import("./commands/backup.ts"),
    },
  ],
  [
    "restore",
    {
      summary: "put a backup in place of the list",
      usage: "<file>",
      options: [],
      arity: [1, 1],
      examples: ["favkit restore ~/dotfiles/com.apple.LSSharedFileList.FavoriteItems.sfl3"],
      load: () => import("./commands/restore.ts"),
    },
  ],
  [
    "undo",
    {
      summary: "take the last change back; again, the one before it",
      usage: "[--force]",
      options: [],
      arity: [0, 0],
      examples: ["favkit undo"],
      load: () => import("./commands/undo.ts"),
    },
  ],
  [
    "history",
    {
      summary: "print the changes that favkit made",
      usage: "[--json|--ndjson]",
      options: ["json", "ndjson"],
      arity: [0, 0],
      examples: ["favkit history"],
      load: () => import("./commands/history.ts"),
    },
  ],
  [
    "reload",
    {
      summary: "restart the daemon that caches the lists",
      usage: "[--finder]",
      options: ["finder"],
      arity: [0, 0],
      examples: ["favkit reload --finder"],
      load: () => import("./commands/reload.ts"),
    },
  ],
  [
    "doctor",
    {
      summary: "look at everything that favkit depends on",
      usage: "[--json]",
      options: ["json"],
      arity: [0, 0],
      examples: ["favkit doctor"],
      load: () => import("./commands/doctor.ts"),
    },
  ],
  [
    "decode",
    {
      summary: "print a list's file or a bookmark as JSON, on any system",
      usage: "<file>",
      options: [],
      arity: [1, 1],
      examples: ["favkit decode com.apple.LSSharedFileList.FavoriteItems.sfl4"],
      load: () => import("./commands/decode.ts"),
    },
  ],
]);
