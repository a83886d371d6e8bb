import { createSecretKey } from "node:crypto";

import { type DataKey, KEY_BYTES } from "./data-key.ts";
import { KeyUnknown } from "./key-unknown.ts";
import { Recent } from "./recent.ts";
import type { RandomBytes } from "./seal-text.ts";
import type { TenantKeys } from "./tenant-keys.ts";
import { uuidV4 } from "./uuid.ts";
import type { Destroyed, SubjectAddress, WrappedKey, WrappedKeys } from "./wrapped-keys.ts";

/** What became of a key: it is there, or it was destroyed. */
export type FoundKey = { readonly key: DataKey | undefined };

/** The data keys of subjects, ready for use. */
export type SubjectKeys = {
  /** The key to seal a subject's data by, made if there is none; undefined if the subject was erased. */
  forWriting(subject: SubjectAddress): Promise<DataKey | undefined>;
  /** The keys that sealed something, by their ids; those that nothing is known of are left out. */
  forReading(tenant: string, keyIds: Iterable<string>): Promise<ReadonlyMap<string, FoundKey>>;
  /** The key that fingerprints of commands are made by. It dies with the first erasure of anybody of the tenant. */
  forCommands(tenant: string): Promise<DataKey>;
  /** Destroys every key of a subject, and that of the commands. */
  destroy(subject: SubjectAddress): Promise<Destroyed>;
  /** Forgets a subject's keys, which somebody else has destroyed. */
  forget(subject: SubjectAddress): void;
  /** Counts whenever keys may have been destroyed: what was made with them in memory is to be forgotten. */
  generation(): number;
  /** Forgets keys as soon as another process has destroyed some, until the signal aborts; without it, after `ttlMs`. */
  follow(signal: AbortSignal): Promise<void>;
};

/** Where keys are kept, how they are wrapped, and how long they stay in memory. */
export type SubjectKeysOptions = {
  readonly wrapped: WrappedKeys;
  readonly tenantKeys: TenantKeys;
  readonly randomBytes: RandomBytes;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** A clock that nobody sets back, by which keys expire; `performance.now`. */
  readonly monotonicMs?: () => number;
  /** How long a key is used without being asked for again; 30 s. Other processes end within it, whatever happens. */
  readonly ttlMs?: number;
  /** Keys in memory; 10,000. */
  readonly sizeMax?: number;
};

const TTL_MS = 30_000;
const SIZE_MAX = 10_000;

/** No id of a subject looks like this. */
const COMMANDS = "$commands";

/** Finds, makes, wraps and remembers the data keys of subjects. */
export function subjectKeys(options: SubjectKeysOptions): SubjectKeys {
  const keys = new Keys(options);
  return {
    forWriting: (subject) => keys.newest(subject, false),
    forReading: (tenant, keyIds) => keys.find(tenant, keyIds),
    async forCommands(tenant) {
      const subject = { tenant, subjectId: COMMANDS };
      const key = await keys.newest(subject, true);
      if (key !== undefined) return key;
      // Somebody made it at the same time, and somebody else destroyed it at once.
      keys.forget();
      const another = await keys.newest(subject, true);
      if (another === undefined) throw new KeyUnknown("commands", COMMANDS);
      return another;
    },
    destroy: (subject) => keys.destroy(subject),
    forget: (subject) => keys.forgetSubject(nameOf(subject)),
    generation: () => keys.generation,
    async follow(signal) {
      await options.wrapped.watch(() => keys.forget(), signal);
    },
  };
}

/** What is known of a key, and whose it is. */
type Held = FoundKey & { readonly subject: string };

class Keys {
  readonly #options: SubjectKeysOptions;
  /** By subject. */
  readonly #newest: Recent<Held>;
  /** By id. */
  readonly #found: Recent<Held>;
  readonly #underWay = new Map<string, Promise<Held>>();
  generation = 0;
  /** Counts whenever something was forgotten: what was asked for before is not kept. */
  #forgotten = 0;

  constructor(options: SubjectKeysOptions) {
    this.#options = options;
    const { ttlMs = TTL_MS, sizeMax = SIZE_MAX } = options;
    const { monotonicMs: nowMs = () => performance.now() } = options;
    this.#newest = new Recent({ nowMs, ttlMs, sizeMax });
    this.#found = new Recent({ nowMs, ttlMs, sizeMax });
  }

  forget(): void {
    this.generation += 1;
    this.#forgotten += 1;
    this.#newest.clear();
    this.#found.clear();
    // Who asks from now on does not get what was asked for before.
    this.#underWay.clear();
  }

  /** The subject's keys were destroyed. Where one of them was still in use, whatever was made with it is to go as well. */
  forgetSubject(subject: string): void {
    this.#forgotten += 1;
    this.#underWay.clear();
    this.#learnGone(subject);
  }

  async newest(subject: SubjectAddress, isRenewed: boolean): Promise<DataKey | undefined> {
    const name = nameOf(subject);
    const known = this.#newest.get(name);
    if (known !== undefined) return known.key;
    const look = () => this.#look(subject, isRenewed);
    return (await this.#once(`newest ${name}`, look, (found) => this.#newest.set(name, found))).key;
  }

  async find(tenant: string, keyIds: Iterable<string>): Promise<ReadonlyMap<string, FoundKey>> {
    const found = new Map<string, FoundKey>();
    const missing: string[] = [];
    for (const keyId of new Set(keyIds)) {
      const known = this.#found.get(`${tenant} ${keyId}`);
      if (known === undefined) missing.push(keyId);
      else found.set(keyId, { key: known.key });
    }
    if (missing.length === 0) return found;
    const forgotten = this.#forgotten;
    for (const row of await this.#options.wrapped.find(tenant, missing)) {
      const name = `${tenant} ${row.keyId}`;
      const unwrap = () => this.#unwrapped(tenant, row);
      const keep = (each: Held): void => this.#found.set(name, each);
      // What was read before a destruction is not kept after it.
      const isOld = forgotten !== this.#forgotten;
      const { key } = isOld ? await unwrap() : await this.#once(name, unwrap, keep);
      found.set(row.keyId, { key });
    }
    return found;
  }

  async destroy({ tenant, subjectId }: SubjectAddress): Promise<Destroyed> {
    const { wrapped, randomBytes, nowMs } = this.#options;
    this.forget();
    try {
      return await wrapped.destroy({
        tenant,
        subjectId,
        keyId: uuidV4(randomBytes),
        alongside: COMMANDS,
        at: new Date(nowMs()),
      });
    } finally {
      // Also when the answer was lost: it may have happened.
      this.forget();
    }
  }

  /** Does a work once for all who ask for it meanwhile; what was begun before a destruction is not kept after it. */
  async #once(name: string, work: () => Promise<Held>, keep: (found: Held) => void): Promise<Held> {
    const begun = this.#underWay.get(name);
    if (begun !== undefined) return begun;
    const forgotten = this.#forgotten;
    const working = work();
    this.#underWay.set(name, working);
    try {
      const found = await working;
      if (found.key === undefined) this.#learnGone(found.subject);
      if (forgotten === this.#forgotten) keep(found);
      return found;
    } finally {
      if (this.#underWay.get(name) === working) this.#underWay.delete(name);
    }
  }

  /** One key of a subject was destroyed, and so all of them were; those of commands come and go one by one. */
  #learnGone(subject: string): void {
    const isHeld = (held: Held): boolean => held.subject === subject && held.key !== undefined;
    if (subject.endsWith(` ${COMMANDS}`)) return;
    if (this.#newest.some(isHeld) || this.#found.some(isHeld)) this.forget();
  }

  async #look({ tenant, subjectId }: SubjectAddress, isRenewed: boolean): Promise<Held> {
    const there = await this.#options.wrapped.newest({ tenant, subjectId });
    const isGone = there?.wrapped === undefined;
    const isMade = there === undefined || (isRenewed && isGone);
    if (!isMade) return this.#unwrapped(tenant, there);
    return this.#made({ tenant, subjectId }, (there?.version ?? 0) + 1);
  }

  async #made({ tenant, subjectId }: SubjectAddress, version: number): Promise<Held> {
    const { wrapped, tenantKeys, randomBytes } = this.#options;
    const keyId = uuidV4(randomBytes);
    const plain = randomBytes(KEY_BYTES);
    const text = await tenantKeys.wrap({ tenant, subjectId, keyId }, plain);
    const kept = await wrapped.add(tenant, { keyId, subjectId, version, wrapped: text });
    if (kept.keyId !== keyId) return this.#unwrapped(tenant, kept);
    return { subject: nameOf({ tenant, subjectId }), key: { keyId, key: createSecretKey(plain) } };
  }

  async #unwrapped(tenant: string, { keyId, subjectId, wrapped }: WrappedKey): Promise<Held> {
    const subject = nameOf({ tenant, subjectId });
    if (wrapped === undefined) return { subject, key: undefined };
    const plain = await this.#options.tenantKeys.unwrap({ tenant, subjectId, keyId }, wrapped);
    return { subject, key: { keyId, key: createSecretKey(plain) } };
  }
}

function nameOf({ tenant, subjectId }: SubjectAddress): string {
  return `${tenant} ${subjectId}`;
}
