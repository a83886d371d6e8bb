/** The digits in order of value: no 0, O, I or l, which are easily mistaken for one another. */
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// A number is converted in limbs rather than digit by digit: four base58 digits times three bytes
// stay below 2^53, so plain numbers are exact and an address takes well under a microsecond.
const LIMB_DIGITS = 4;
const LIMB_BYTES = 3;
const TO_BYTES = { multiplier: 58 ** LIMB_DIGITS, base: 256 ** LIMB_BYTES };
const TO_DIGITS = { multiplier: 256 ** LIMB_BYTES, base: 58 ** LIMB_DIGITS };

const NOT_A_DIGIT = 255;
const DIGIT_VALUES = new Uint8Array(256).fill(NOT_A_DIGIT);
for (let value = 0; value < ALPHABET.length; value += 1) {
  DIGIT_VALUES[ALPHABET.charCodeAt(value)] = value;
}
const DIGIT_CODES = Buffer.from(ALPHABET, "latin1");

/**
 * Reads base58 `text` into `bytes` as one big-endian number with leading zeros.
 * False, leaving `bytes` unfinished, when a character is no digit or the number does not fit.
 */
export function decodeBase58(text: string, bytes: Uint8Array): boolean {
  const limbs: number[] = [];
  let start = 0;
  while (start < text.length) {
    const end = start + ((text.length - start) % LIMB_DIGITS || LIMB_DIGITS);
    const value = digitsValue(text, start, end);
    if (value < 0) return false;
    appendLimb(limbs, TO_BYTES, value);
    start = end;
  }
  return writeBytes(limbs, bytes);
}

/** Writes the big-endian number `bytes` as exactly `length` base58 digits; RangeError when it does not fit. */
export function encodeBase58(bytes: Uint8Array, length: number): string {
  const limbs: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = start + ((bytes.length - start) % LIMB_BYTES || LIMB_BYTES);
    appendLimb(limbs, TO_DIGITS, bytesValue(bytes, start, end));
    start = end;
  }
  return digitsOf(limbs, length);
}

type Radix = { readonly multiplier: number; readonly base: number };

/** limbs = limbs * multiplier + value, least significant limb first. */
function appendLimb(limbs: number[], radix: Radix, value: number): void {
  let carry = value;
  for (let index = 0; index < limbs.length; index += 1) {
    const product = (limbs[index] ?? 0) * radix.multiplier + carry;
    carry = Math.floor(product / radix.base);
    limbs[index] = product - carry * radix.base;
  }
  while (carry > 0) {
    limbs.push(carry % radix.base);
    carry = Math.floor(carry / radix.base);
  }
}

function digitsValue(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = DIGIT_VALUES[text.charCodeAt(index)] ?? NOT_A_DIGIT;
    if (digit === NOT_A_DIGIT) return -1;
    value = value * 58 + digit;
  }
  return value;
}

function bytesValue(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function writeBytes(limbs: readonly number[], bytes: Uint8Array): boolean {
  let position = bytes.length;
  for (const limb of limbs) {
    let rest = limb;
    for (let count = 0; count < LIMB_BYTES; count += 1) {
      position -= 1;
      if (position >= 0) bytes[position] = rest & 255;
      else if (rest > 0) return false;
      rest >>>= 8;
    }
  }
  bytes.fill(0, 0, Math.max(position, 0));
  return true;
}

function digitsOf(limbs: readonly number[], length: number): string {
  const codes = Buffer.alloc(length, DIGIT_CODES[0]);
  let position = length;
  for (const limb of limbs) {
    let rest = limb;
    for (let count = 0; count < LIMB_DIGITS; count += 1) {
      position -= 1;
      if (position < 0 && rest > 0)
        throw new RangeError(`the number has more than ${length} digits`);
      codes[position] = DIGIT_CODES[rest % 58] ?? 0;
      rest = Math.floor(rest / 58);
    }
  }
  return codes.toString("latin1");
}
