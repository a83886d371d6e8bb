// Archives object graphs as NSKeyedArchiver does: a number when an object is met, its class behind its content.
import { arr, bool, type Box, bplist, data, dict, int, real, str, uid } from "./bplist-bytes.ts";

/** A value to be archived. Plain texts, numbers and booleans that are equal become one object; `apart` does not. */
export type Archivable =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly Archivable[]
  | Instance
  | Apart;

/** An object with a class; its fields in the order in which they are written. */
export type Instance = {
  readonly classes: readonly string[];
  readonly fields: readonly (readonly [name: string, value: Field])[];
};

/** A field holds a reference, several, or a plain value. */
type Field =
  | { readonly to: Archivable }
  | { readonly toAll: readonly Archivable[] }
  | { readonly plain: Box };

/** A text that is an object of its own, though another one may be equal. */
type Apart = { readonly apart: string };

/** An NSDictionary, or a class that behaves like one. */
export function nsDictionary(
  entries: readonly (readonly [Archivable, Archivable])[],
  classes: readonly string[] = ["NSDictionary", "NSObject"],
): Instance {
  return {
    classes,
    fields: [
      ["NS.keys", { toAll: entries.map(([key]) => key) }],
      ["NS.objects", { toAll: entries.map(([, value]) => value) }],
    ],
  };
}

export function nsArray(items: readonly Archivable[], classes = ["NSArray", "NSObject"]): Instance {
  return { classes, fields: [["NS.objects", { toAll: items }]] };
}

/** `seconds` since 2001-01-01 UTC. */
export function nsDate(seconds: number): Instance {
  return { classes: ["NSDate", "NSObject"], fields: [["NS.time", { plain: real(seconds) }]] };
}

export function nsMutableData(bytes: Uint8Array): Instance {
  return {
    classes: ["NSMutableData", "NSData", "NSObject"],
    fields: [["NS.data", { plain: data(bytes) }]],
  };
}

export function nsUuid(hex: string): Instance {
  return {
    classes: ["NSUUID", "NSObject"],
    fields: [["NS.uuidbytes", { plain: data(Buffer.from(hex, "hex")) }]],
  };
}

/** A URL without a base; `$null` is object 0. */
export function nsUrl(url: string): Instance {
  return {
    classes: ["NSURL", "NSObject"],
    fields: [
      ["NS.base", { plain: uid(0) }],
      ["NS.relative", { to: url }],
    ],
  };
}

/** The archive as an object, from which `bplist` makes a file. */
export function archive(root: Archivable): Box {
  const archiver = new Archiver();
  const number = archiver.numberOf(root);
  return dict([
    [archiver.name("$version"), int(100_000)],
    [archiver.name("$archiver"), str("NSKeyedArchiver")],
    [archiver.name("$top"), dict([[archiver.name("root"), uid(number)]])],
    [archiver.name("$objects"), arr(archiver.objects)],
  ]);
}

/** The archive as a file. */
export function archiveFile(root: Archivable): Buffer {
  return bplist(archive(root));
}

class Archiver {
  readonly objects: Box[] = [str("$null")];
  readonly #names = new Map<string, Box>();
  readonly #plain = new Map<string, number>();
  readonly #numbers = new Map<Archivable, number>();
  readonly #classes = new Map<string, number>();

  /** A field's name, which is one object in the whole file. */
  name(text: string): Box {
    const box = this.#names.get(text) ?? str(text);
    this.#names.set(text, box);
    return box;
  }

  numberOf(value: Archivable): number {
    if (typeof value !== "object") return this.#plainNumber(value);
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.objects.push(str("")) - 1;
    this.#numbers.set(value, number);
    this.objects[number] = this.#boxOf(value);
    return number;
  }

  #plainNumber(value: string | number | boolean): number {
    const id = `${typeof value} ${value}`;
    const known = this.#plain.get(id);
    if (known !== undefined) return known;
    const box =
      typeof value === "string" ? str(value) : typeof value === "number" ? int(value) : bool(value);
    const number = this.objects.push(box) - 1;
    this.#plain.set(id, number);
    return number;
  }

  #boxOf(value: Exclude<Archivable, string | number | boolean>): Box {
    if (value instanceof Uint8Array) return data(value);
    if ("apart" in value) return str(value.apart);
    if (!("classes" in value)) return this.#boxOf(nsArray(value));
    const fields = value.fields.map(([name, field]): readonly [Box, Box] => [
      this.name(name),
      this.#fieldBox(field),
    ]);
    return dict([...fields, [this.name("$class"), uid(this.#classNumber(value.classes))]]);
  }

  #fieldBox(field: Field): Box {
    if ("plain" in field) return field.plain;
    if ("to" in field) return uid(this.numberOf(field.to));
    return arr(field.toAll.map((each) => uid(this.numberOf(each))));
  }

  #classNumber(classes: readonly string[]): number {
    const [className = ""] = classes;
    const known = this.#classes.get(className);
    if (known !== undefined) return known;
    const names = classes.map((each) => this.name(each));
    const record = dict([
      [this.name("$classname"), this.name(className)],
      [this.name("$classes"), arr(names)],
    ]);
    const number = this.objects.push(record) - 1;
    this.#classes.set(className, number);
    return number;
  }
}
