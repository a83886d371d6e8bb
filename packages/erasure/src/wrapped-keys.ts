/** Whose key. */
export type SubjectAddress = { readonly tenant: string; readonly subjectId: string };

/** A data key as it is kept. */
export type WrappedKey = {
  /** A uuid; stands in what the key has sealed. */
  readonly keyId: string;
  readonly subjectId: string;
  /** Counts the keys of a subject, from 1. */
  readonly version: number;
  /** Undefined once it was destroyed. */
  readonly wrapped: string | undefined;
};

/** What to destroy, and what stays in its place. */
export type Destruction = SubjectAddress & {
  /** The id of the mark that stays where the subject had no key. */
  readonly keyId: string;
  /** Another subject of the tenant whose keys are destroyed with the first destruction of this one. */
  readonly alongside: string;
  readonly at: Date;
};

/** What was destroyed, now or before. */
export type Destroyed = {
  /** The id of the subject's first key, which stands for the subject from now on. */
  readonly reference: string;
  readonly keyIds: readonly string[];
  /** Whether this destruction was the first. */
  readonly isFirst: boolean;
};

/** Where wrapped keys are kept, apart from the log and its backups. What was destroyed is marked as such for good. */
export type WrappedKeys = {
  /** The key of a subject with the highest version; undefined if it never had one. */
  newest(subject: SubjectAddress): Promise<WrappedKey | undefined>;
  /** Keeps a key, unless there is one of that subject and version; returns the one that is there. */
  add(tenant: string, key: WrappedKey & { readonly wrapped: string }): Promise<WrappedKey>;
  /** Those that are there of some keys. */
  find(tenant: string, keyIds: readonly string[]): Promise<readonly WrappedKey[]>;
  /** Destroys every key of a subject, all at once; again, it changes nothing. */
  destroy(destruction: Destruction): Promise<Destroyed>;
  /** Calls whenever keys may have been destroyed, by whomever, and once it listens, until the signal aborts. Only a hint. */
  watch(onDestroyed: () => void, signal: AbortSignal): Promise<void>;
};
