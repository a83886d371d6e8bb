import { createHash } from "node:crypto";

import { memoryStore } from "../src/adapters/memory-store.ts";
import type {
  Backup,
  Journal,
  JournalEntry,
  ListStore,
  Paths,
  Snapshot,
} from "../src/application/ports.ts";
import { runCli } from "../src/cli/run-cli.ts";
import type { Opened, World } from "../src/cli/world.ts";
import { FavkitError } from "../src/domain/favkit-error.ts";
import type { Favourite } from "../src/domain/favourite.ts";
import { defaultLabel, targetOfUrl } from "../src/domain/target-of.ts";

/** What a test may set up; the rest is usual. */
type Setup = {
  readonly items?: readonly Favourite[];
  /** Paths that exist: folders, unless a dot is in their last part. */
  readonly paths?: readonly string[];
  /** Links by their path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly store?: ListStore;
  readonly opened?: Partial<Opened>;
  readonly isLocal?: boolean;
};

/** What a command line came to. */
type Answer = { readonly code: number; readonly out: string; readonly err: string };

/** An item as stores give it, by its URL. */
export function item(url: string, more: Partial<Favourite> = {}): Favourite {
  const target = targetOfUrl(url);
  const uuid = createHash("sha256").update(url).digest("hex").slice(0, 8).toUpperCase();
  return { uuid, target, label: defaultLabel(target), isVisible: true, isResolved: true, ...more };
}

/** favkit over lists in memory: paths, files, clock and ids are made up. */
export function memoryWorld(setup: Setup = {}) {
  const store = setup.store ?? memoryStore({ favorites: { items: setup.items ?? [] } });
  const journal = memoryJournal();
  const kept: Backup[] = [];
  const written = new Map<string, Uint8Array>();
  let ids = 0;
  const opened: Opened = {
    store,
    journal,
    clock: { now: () => new Date("2026-01-02T03:04:05.678Z") },
    ids: {
      uuid() {
        ids += 1;
        return `00000000-0000-4000-8000-${`${ids}`.padStart(12, "0")}`;
      },
    },
    backups: {
      async keep(origin, bytes) {
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        const backup = {
          path: `/state/${sha256}`,
          origin,
          sha256,
          takenAt: new Date(0),
          bytes: bytes.length,
        };
        kept.unshift(backup);
        return backup;
      },
      list: async (origin) => kept.filter((each) => origin === undefined || each.origin === origin),
      read: async () => new Uint8Array(),
    },
    paths: memoryPaths(setup),
    home: "/Users/me",
    isLocal: setup.isLocal ?? false,
    ...setup.opened,
  };
  return {
    store,
    journal,
    written,
    items: async () => (await store.read("favorites")).items,
    run: (...argv: readonly string[]) => run(argv, { setup, opened, written }),
  };
}

type Stage = {
  readonly setup: Setup;
  readonly opened: Opened;
  readonly written: Map<string, Uint8Array>;
};

async function run(argv: readonly string[], { setup, opened, written }: Stage): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const world: World = {
    cwd: "/Users/me/here",
    write: (text) => void out.push(text),
    complain: (text) => void err.push(text),
    open: async () => opened,
    examine: async () => [],
    async readFile(path, limit) {
      const text = setup.files?.[path];
      if (text === undefined) throw new FavkitError("nothing_matched", `no file ${path}`);
      if (text.length > limit.bytes) throw new FavkitError(limit.code, `${path} is too large`);
      return Buffer.from(text);
    },
    writeNewFile: async (path, bytes) => void written.set(path, bytes),
    decode: async (bytes) => JSON.parse(Buffer.from(bytes).toString()),
    version: async () => "1.2.3",
  };
  const code = await runCli(argv, world);
  return { code, out: out.join(""), err: err.join("") };
}

function memoryPaths({ paths = [], links = {} }: Setup): Paths {
  return {
    async inspect(path) {
      const real = links[path] ?? path;
      if (!paths.includes(real)) return undefined;
      return { kind: /\.[^/]*$/.test(real) ? "file" : "folder", real };
    },
  };
}

function memoryJournal(): Journal {
  const entries = new Map<string, JournalEntry>();
  return {
    begin: async (entry) => void entries.set(entry.id, entry),
    async end(id, done) {
      const entry = entries.get(id);
      if (entry !== undefined) entries.set(id, { ...entry, ...done });
    },
    read: async () => ({ entries: [...entries.values()], unreadable: 0 }),
  };
}

/** A store that changes under the first writes, as often as told. */
export function racingStore(items: readonly Favourite[], races: number): ListStore {
  const store = memoryStore({ favorites: { items } });
  let left = races;
  return {
    ...store,
    async write(list, snapshot, expectedSeed) {
      if (left > 0) {
        left -= 1;
        const now: Snapshot = await store.read(list);
        const racer = item(`file:///race${left}/`);
        await store.write(list, { ...now, items: [...now.items, racer] }, now.seed);
      }
      return store.write(list, snapshot, expectedSeed);
    },
  };
}
