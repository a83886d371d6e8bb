// Writes binary property lists from the layout rules alone, as hexadecimal text. It shares nothing with the codec.

/** An object as it will lie in the file; the same box twice is one object with two references. */
export type Box =
  | { readonly hex: string }
  | { readonly uid: number }
  | { readonly array: readonly Box[] }
  | { readonly pairs: readonly (readonly [Box, Box])[] };

/** `digits` hexadecimal digits of a number. */
function hexOf(value: number | bigint, digits: number): string {
  return BigInt.asUintN(digits * 4, BigInt(value))
    .toString(16)
    .padStart(digits, "0");
}

/** A text: ASCII when it can be, otherwise UTF-16. */
export function str(text: string): Box {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const isAscii = units.every((unit) => unit < 0x80);
  const body = units.map((unit) => hexOf(unit, isAscii ? 2 : 4)).join("");
  return { hex: headOf(isAscii ? "5" : "6", text.length) + body };
}

/** An integer in the fewest of 1, 2, 4 and 8 bytes; negative ones in 8. */
export function int(value: number | bigint): Box {
  return { hex: intHex(value) };
}

/** A float64. */
export function real(value: number): Box {
  return { hex: `23${doubleHex(value)}` };
}

export function bool(value: boolean): Box {
  return { hex: value ? "09" : "08" };
}

export function data(bytes: Uint8Array): Box {
  return { hex: headOf("4", bytes.length) + Buffer.from(bytes).toString("hex") };
}

export function uid(value: number): Box {
  return { uid: value };
}

export function arr(items: readonly Box[]): Box {
  return { array: items };
}

export function dict(pairs: readonly (readonly [Box, Box])[]): Box {
  return { pairs };
}

/** The sixteen hexadecimal digits of a double. */
function doubleHex(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return hexOf(view.getBigUint64(0), 16);
}

/** The file. Objects are numbered as they are met; each UID that is met is an object, but its first is meant. */
export function bplist(root: Box): Buffer {
  const met: Box[] = [];
  const numbers = new Map<Box, number>();
  const firstUid = new Map<number, number>();
  // The next box to meet is the last of these.
  const coming: Box[] = [root];
  for (let box = coming.pop(); box !== undefined; box = coming.pop()) {
    if ("uid" in box && !firstUid.has(box.uid)) firstUid.set(box.uid, met.length);
    if (!("uid" in box) && numbers.has(box)) continue;
    numbers.set(box, met.length);
    met.push(box);
    if ("array" in box) coming.push(...box.array.toReversed());
    if ("pairs" in box) {
      const keys = box.pairs.map(([key]) => key);
      const values = box.pairs.map(([, value]) => value);
      coming.push(...values.toReversed(), ...keys.toReversed());
    }
  }
  const digits = met.length < 256 ? 2 : 4;
  const place = (box: Box) =>
    hexOf("uid" in box ? (firstUid.get(box.uid) ?? 0) : (numbers.get(box) ?? 0), digits);
  const objects = met.map((box) => objectHex(box, place));
  return assembled(objects, digits / 2);
}

function assembled(objects: readonly string[], referenceBytes: number): Buffer {
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(at);
    at += object.length / 2;
  }
  const offsetBytes = at < 0x100 ? 1 : at < 0x1_0000 ? 2 : 4;
  const table = offsets.map((offset) => hexOf(offset, 2 * offsetBytes)).join("");
  const trailer = `000000000000${hexOf(offsetBytes, 2)}${hexOf(referenceBytes, 2)}`;
  const numbers = [objects.length, 0, at].map((value) => hexOf(value, 16)).join("");
  return Buffer.from(`62706c6973743030${objects.join("")}${table}${trailer}${numbers}`, "hex");
}

function objectHex(box: Box, place: (box: Box) => string): string {
  if ("hex" in box) return box.hex;
  if ("uid" in box) return box.uid < 256 ? `80${hexOf(box.uid, 2)}` : `81${hexOf(box.uid, 4)}`;
  if ("array" in box) return headOf("a", box.array.length) + box.array.map(place).join("");
  const keys = box.pairs.map(([key]) => place(key)).join("");
  return headOf("d", box.pairs.length) + keys + box.pairs.map(([, value]) => place(value)).join("");
}

function headOf(type: string, count: number): string {
  return count < 15 ? `${type}${count.toString(16)}` : `${type}f${intHex(count)}`;
}

function intHex(value: number | bigint): string {
  if (value < 0 || value > 0xffff_ffff) return `13${hexOf(value, 16)}`;
  if (value < 0x100) return `10${hexOf(value, 2)}`;
  return value < 0x1_0000 ? `11${hexOf(value, 4)}` : `12${hexOf(value, 8)}`;
}
