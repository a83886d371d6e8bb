/** The digits in order of value: no 0, O, I or l, which are easily mistaken for one another. */
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// A number is converted in limbs of four digits or three bytes rather than digit by digit. The
// product of two limbs is below 2^47.5, so 32 of them add up below 2^53: plain numbers are exact,
// and a conversion is a sum of products with a single pass of carries at the end.
const LIMB_DIGITS = 4;
const LIMB_BYTES = 3;
const LIMBS_MAX = 32;
const TO_BYTES = radix(58 ** LIMB_DIGITS, 256 ** LIMB_BYTES);
const TO_DIGITS = radix(256 ** LIMB_BYTES, 58 ** LIMB_DIGITS);

const NOT_A_DIGIT = 255;
const DIGIT_VALUES = new Uint8Array(256).fill(NOT_A_DIGIT);
for (let value = 0; value < ALPHABET.length; value += 1) {
  DIGIT_VALUES[ALPHABET.charCodeAt(value)] = value;
}
const DIGIT_CODES = Buffer.from(ALPHABET, "latin1");

/**
 * Reads base58 `text`, of 128 digits at most, into `bytes` as one big-endian number with leading
 * zeros. False, leaving `bytes` unfinished, when a character is no digit or the number does not fit.
 */
export function decodeBase58(text: string, bytes: Uint8Array): boolean {
  const limbs: number[] = [];
  for (let end = text.length; end > 0; end -= LIMB_DIGITS) {
    const value = digitsValue(text, Math.max(end - LIMB_DIGITS, 0), end);
    if (value < 0 || limbs.length === LIMBS_MAX) return false;
    limbs.push(value);
  }
  return writeBytes(convert(limbs, TO_BYTES), bytes);
}

/**
 * Writes the big-endian number `bytes`, of 96 bytes at most, as exactly `length` base58 digits.
 * RangeError when it does not fit.
 */
export function encodeBase58(bytes: Uint8Array, length: number): string {
  if (bytes.length > LIMBS_MAX * LIMB_BYTES)
    throw new RangeError(`${bytes.length} bytes to encode`);
  const limbs: number[] = [];
  for (let end = bytes.length; end > 0; end -= LIMB_BYTES) {
    limbs.push(bytesValue(bytes, Math.max(end - LIMB_BYTES, 0), end));
  }
  return digitsOf(convert(limbs, TO_DIGITS), length);
}

/** Whether the bytes from `start` up to `end` are all base58 digits in ASCII. */
export function areBase58Digits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    if ((DIGIT_VALUES[bytes[index] ?? 0] ?? NOT_A_DIGIT) === NOT_A_DIGIT) return false;
  }
  return true;
}

/** From limbs of one base to limbs of another; least significant limb first. */
type Radix = {
  readonly base: number;
  /** The powers of the old base, each in limbs of the new one. */
  readonly powers: readonly Float64Array[];
};

function radix(from: number, base: number): Radix {
  const powers = Array.from({ length: LIMBS_MAX }, (_, exponent) => {
    const limbs: number[] = [];
    let rest = BigInt(from) ** BigInt(exponent);
    for (; rest > 0n; rest /= BigInt(base)) limbs.push(Number(rest % BigInt(base)));
    return Float64Array.from(limbs);
  });
  return { base, powers };
}

const NO_LIMBS = new Float64Array(0);
// Reused, as allocating it took half of the time of a conversion; nothing waits while it is filled.
const sums = new Float64Array(LIMBS_MAX + 2);

/** The limbs of the other base, in `sums`, as many as the result counts. */
function convert(limbs: readonly number[], { base, powers }: Radix): number {
  const count = limbs.length + 2;
  sums.fill(0, 0, count);
  for (let exponent = 0; exponent < limbs.length; exponent += 1) {
    const limb = limbs[exponent] ?? 0;
    const power = powers[exponent] ?? NO_LIMBS;
    for (let index = 0; index < power.length; index += 1) {
      sums[index] = (sums[index] ?? 0) + limb * (power[index] ?? 0);
    }
  }
  let carry = 0;
  for (let index = 0; index < count; index += 1) {
    const sum = (sums[index] ?? 0) + carry;
    carry = Math.floor(sum / base);
    sums[index] = sum - carry * base;
  }
  return count;
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

function writeBytes(limbCount: number, bytes: Uint8Array): boolean {
  let position = bytes.length;
  for (let index = 0; index < limbCount; index += 1) {
    let rest = sums[index] ?? 0;
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

function digitsOf(limbCount: number, length: number): string {
  const codes = Buffer.allocUnsafe(length).fill(DIGIT_CODES[0] ?? 0);
  let position = length;
  for (let index = 0; index < limbCount; index += 1) {
    let rest = sums[index] ?? 0;
    for (let count = 0; count < LIMB_DIGITS && rest > 0; count += 1) {
      if (position - count <= 0) throw new RangeError(`the number has more than ${length} digits`);
      const quotient = (rest / 58) | 0;
      codes[position - count - 1] = DIGIT_CODES[rest - quotient * 58] ?? 0;
      rest = quotient;
    }
    position -= LIMB_DIGITS;
  }
  return codes.toString("latin1");
}
