import { CENSORED } from "./sensitive-keys.ts";

/**
 * What each of them holds somewhere. To look for these three in turn is all that most lines cost;
 * written as one expression, or with counts, they cost four times as much.
 */
const MANY_DIGITS = /\d\d\d\d[ \d-]\d\d\d\d/g;
const COUNTRY = /[A-Z][A-Z]\d\d/;
const TOKEN_BEGINNING = "eyJ";

/** A text in JSON, from quote to quote. */
const TEXT = /"(?:[^"\\]|\\.)*"/g;

/** 13 to 19 digits, in groups or not, that begin as the numbers of cards do. */
const CARD = /(?<![\w.])[2-6](?:[ -]?\d){12,18}(?![\w.]?\d)/g;
/** Country, check digits, and 11 to 30 letters or digits, in groups of four or not. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
/** A signed token, in the form of a header and at least a payload. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g;

/**
 * A line of the log, as JSON, without card numbers, IBANs and signed tokens in its texts. Both kinds
 * of numbers carry check digits, by which most others of their length are known apart.
 */
export function withoutPaymentData(line: string): string {
  if (!isSuspicious(line)) return line;
  return line.replaceAll(TEXT, (text) =>
    text
      .replaceAll(TOKEN, CENSORED)
      .replaceAll(IBAN, (found) => (isIban(found) ? CENSORED : found))
      .replaceAll(CARD, (found) => (isCard(found) ? CENSORED : found)),
  );
}

function isSuspicious(line: string): boolean {
  // The time of the line, which stands before the service, has many digits as well.
  MANY_DIGITS.lastIndex = Math.max(0, line.indexOf(',"service"'));
  return MANY_DIGITS.test(line) || COUNTRY.test(line) || line.includes(TOKEN_BEGINNING);
}

/** Luhn's check (ISO/IEC 7812-1). */
function isCard(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ""), Number).toReversed();
  const sum = digits.reduce((total, digit, at) => {
    const counted = at % 2 === 0 ? digit : digit * 2;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rest by 97 of the number that the letters stand for. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  const turned = plain.slice(4) + plain.slice(0, 4);
  const digits = turned.replaceAll(/[A-Z]/g, (letter) => Number.parseInt(letter, 36).toString());
  return BigInt(digits) % 97n === 1n;
}
