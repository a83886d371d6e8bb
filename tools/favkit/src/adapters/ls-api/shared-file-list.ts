import { FavkitError } from "../../domain/favkit-error.ts";

/** A reference of Core Foundation: an address, or null. */
export type Ref = bigint | null;

/** Gives a function of the library its types; loaded when it is first called. */
type Load = (name: string, result: string, parameters: readonly Parameter[]) => Native;
type Native = (...values: readonly unknown[]) => unknown;
/** A C type, or a pointer through which the function answers. */
type Parameter = string | { readonly out: string };

/** What is opened: functions by name, and data symbols. */
export type OpenLibrary = {
  readonly load: Load;
  /** Reads the pointer that a data symbol holds. */
  readonly constant: (name: string) => Ref;
};

/** UTF-8 in Core Foundation: `kCFStringEncodingUTF8`. */
const UTF8 = 0x0800_0100;
/** `kLSSharedFileListNoUserInteraction | kLSSharedFileListDoNotMountVolumes`: no dialogs, no mounting. */
const RESOLUTION_FLAGS = 3;

/** The functions of LSSharedFileList and Core Foundation that favkit calls, with types of this side. */
export type SharedFileList = ReturnType<typeof sharedFileList>;

/** Binds the functions; what the library lacks is told when it is needed. */
export function sharedFileList(library: OpenLibrary) {
  const bind = binder(library.load);
  const constants = new Map<string, Ref>();
  return {
    /** What a data symbol holds; it never changes. */
    constant(name: string): Ref {
      const known = constants.get(name) ?? refOf(library.constant(name));
      constants.set(name, known);
      return known;
    },
    ...coreFoundation(bind),
    ...listFunctions(bind),
  };
}

type Binder = ReturnType<typeof binder>;

/** Gives functions that answer with a reference or with a number. */
function binder(load: Load) {
  return {
    pointer: (name: string, parameters: readonly Parameter[]) => {
      const call = lazily(() => load(name, "void *", parameters));
      return (...values: readonly unknown[]): Ref => refOf(call(...values));
    },
    number: (name: string, result: string, parameters: readonly Parameter[]) => {
      const call = lazily(() => load(name, result, parameters));
      return (...values: readonly unknown[]): number => Number(call(...values));
    },
  };
}

function coreFoundation({ pointer, number }: Binder) {
  const createString = pointer("CFStringCreateWithCString", ["void *", "str", "uint32_t"]);
  const stringBytes = number("CFStringGetCString", "uint8_t", [
    "void *",
    { out: "uint8_t" },
    "int64_t",
    "uint32_t",
  ]);
  const sizeParameters = ["int64_t", "uint32_t"];
  const maximumSize = number("CFStringGetMaximumSizeForEncoding", "int64_t", sizeParameters);
  const stringLength = number("CFStringGetLength", "int64_t", ["void *"]);
  const createUrl = pointer("CFURLCreateWithString", ["void *", "void *", "void *"]);
  return {
    release: number("CFRelease", "void", ["void *"]),
    retain: pointer("CFRetain", ["void *"]),
    arrayCount: number("CFArrayGetCount", "int64_t", ["void *"]),
    arrayValue: pointer("CFArrayGetValueAtIndex", ["void *", "int64_t"]),
    isTrue: number("CFBooleanGetValue", "uint8_t", ["void *"]),
    urlString: pointer("CFURLGetString", ["void *"]),
    createString: (text: string): Ref => createString(null, text, UTF8),
    createUrl: (string: Ref): Ref => createUrl(null, string, null),
    text(string: Ref): string {
      const size = maximumSize(stringLength(string), UTF8) + 1;
      const bytes = Buffer.alloc(size);
      if (stringBytes(string, bytes, size, UTF8) === 0) throw failed("a string is no UTF-8");
      return bytes.toString("utf8", 0, bytes.indexOf(0));
    },
  };
}

type Insertion = { readonly name: Ref; readonly url: Ref };

function listFunctions({ pointer, number }: Binder) {
  const one = ["void *"];
  const two = ["void *", "void *"];
  const three = ["void *", "void *", "void *"];
  const createList = pointer("LSSharedFileListCreate", three);
  const copySnapshot = pointer("LSSharedFileListCopySnapshot", ["void *", { out: "uint32_t" }]);
  const resolution = ["void *", "uint32_t", "void *"];
  const resolvedUrl = pointer("LSSharedFileListItemCopyResolvedURL", resolution);
  const seven = Array.from({ length: 7 }, () => "void *");
  const insertUrl = pointer("LSSharedFileListInsertItemURL", seven);
  return {
    createList: (type: Ref): Ref => createList(null, type, null),
    copySnapshot: (list: Ref): Ref => copySnapshot(list, [0]),
    itemId: number("LSSharedFileListItemGetID", "uint32_t", one),
    itemName: pointer("LSSharedFileListItemCopyDisplayName", one),
    itemUrl: (item: Ref): Ref => resolvedUrl(item, RESOLUTION_FLAGS, null),
    itemProperty: pointer("LSSharedFileListItemCopyProperty", two),
    setItemProperty: number("LSSharedFileListItemSetProperty", "int32_t", three),
    insertUrl: (list: Ref, after: Ref, { name, url }: Insertion): Ref =>
      insertUrl(list, after, name, null, url, null, null),
    moveItem: number("LSSharedFileListItemMove", "int32_t", three),
    removeItem: number("LSSharedFileListItemRemove", "int32_t", two),
  };
}

/** The error of a call that failed, as the original told it. */
export function failed(reason: string): FavkitError {
  return new FavkitError("api_failed", `failed to access Finder favorites: ${reason}`);
}

function lazily(load: () => Native): Native {
  let call: Native | undefined;
  return (...values) => {
    call ??= load();
    return call(...values);
  };
}

/** Null is null whether it comes as null, 0 or 0n. */
function refOf(value: unknown): Ref {
  return typeof value === "bigint" && value !== 0n ? value : null;
}
