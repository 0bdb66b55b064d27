/** Keys that compare character by character in the same order as a collator orders their texts. */

/** Ignores case, and orders numbers by value. The page is in English, whatever the browser's language. */
export const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const FIRST = 0x20; // of the letters, digits and signs of ASCII
const LAST = 0x7e;
const ZERO = 0x30;
const NINE = 0x39;
/** A number's length is one character of its key. */
const LONGEST_NUMBER = 100;

/**
 * One character for each ASCII character, in the collator's order; the same one for those that the collator treats as
 * equal.
 */
const weights = weigh();

/** The key of a text; undefined for one with characters beyond ASCII, whose order does not go by single characters. */
export function sortKey(text: string): string | undefined {
  let key = '';
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code < FIRST || code > LAST) return undefined;
    if (!isDigit(code)) {
      key += weights[code - FIRST] ?? '';
      at += 1;
      continue;
    }
    // A number: a marker, its length without leading zeros, and its digits.
    let start = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    while (start < at - 1 && text.charCodeAt(start) === ZERO) start += 1;
    if (at - start > LONGEST_NUMBER) return undefined;
    key += (weights[ZERO - FIRST] ?? '') + String.fromCharCode(at - start) + text.slice(start, at);
  }
  return key;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

function weigh(): string[] {
  const characters = Array.from({ length: LAST - FIRST + 1 }, (_, at) => String.fromCharCode(FIRST + at));
  const sorted = characters.toSorted((one, other) => collator.compare(one, other));
  const weightOf = new Map<string, string>();
  let weight = 0;
  let before: string | undefined;
  for (const character of sorted) {
    if (before === undefined || collator.compare(before, character) !== 0) weight += 1;
    weightOf.set(character, String.fromCharCode(weight));
    before = character;
  }
  return characters.map((character) => weightOf.get(character) ?? '');
}
