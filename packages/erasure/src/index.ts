export { type DataKey } from "./data-key.ts";
export { ERASED, type Erased, isErased, type Personal } from "./erased.ts";
export {
  type EraserOptions,
  shred,
  type Shredded,
  type Shredding,
  type Untidied,
} from "./eraser.ts";
export { inMemoryWrappedKeys } from "./in-memory-wrapped-keys.ts";
export { KeyUnknown } from "./key-unknown.ts";
export { KeysAway } from "./keys-away.ts";
export { MarksMissing } from "./marks-missing.ts";
export {
  type MarksOf,
  nothingPersonal,
  type PersonalFields,
  personalFields,
} from "./personal-fields.ts";
export { pii, type Pii } from "./pii.ts";
export { SealBroken } from "./seal-broken.ts";
export { type RandomBytes } from "./seal-text.ts";
export { type SealedAccess, sealedAccess } from "./sealed-access.ts";
export { sealedStore } from "./sealed-store.ts";
export { type SealedWriting } from "./sealed-writing.ts";
export {
  handlingOpened,
  sealedSubscription,
  type SealedSubscriptionOptions,
  sealedSubscriptions,
} from "./sealed-subscription.ts";
export { type SealedEvents, Sealing, type SealingOptions } from "./sealing.ts";
export {
  type FoundKey,
  type SubjectKeys,
  subjectKeys,
  type SubjectKeysOptions,
} from "./subject-keys.ts";
export { erasureEvents, type SubjectShredded } from "./subject-shredded.ts";
export {
  type FindTenantKeys,
  type KeyPlace,
  localTenantKeys,
  type TenantKeys,
} from "./tenant-keys.ts";
export { TenantKeyMissing } from "./tenant-key-missing.ts";
export { TenantKeyWrong } from "./tenant-key-wrong.ts";
export { tellable, Withheld } from "./withheld.ts";
export {
  type Destroyed,
  type Destruction,
  type SubjectAddress,
  type WrappedKey,
  type WrappedKeys,
} from "./wrapped-keys.ts";
