/**
 * How deep and how large JSON may be, checked on its text: parsing it first would already recurse to its full depth.
 */

export interface JsonBounds {
  /** Arrays and objects inside each other. */
  depth: number;
  /** Values in total: properties, elements, and the objects and arrays that hold them. */
  values: number;
}

/** For a request without a template. */
export const PLAIN: JsonBounds = { depth: 32, values: 20_000 };
/** For a request with one: a template of ARM's four megabytes has a fraction of that. */
export const TEMPLATE: JsonBounds = { depth: 100, values: 400_000 };

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * What is too much in a JSON text, or undefined. One pass over its characters, without recursion. It does not check
 * that the text is JSON.
 */
export function jsonExcess(text: string, { depth, values }: JsonBounds): string | undefined {
  let level = 0;
  let found = 1;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) at = endOfString(text, at);
    else if (letter === 0x5b || letter === 0x7b) {
      level += 1;
      found += 1;
      if (level > depth) return `It is nested more than ${String(depth)} levels deep.`;
    } else if (letter === 0x5d || letter === 0x7d) level -= 1;
    else if (letter === 0x2c || letter === 0x3a) found += 1;
    if (found > values) return `It holds more than ${String(values)} values.`;
  }
  return undefined;
}

/** The index of the quote that ends the string which begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === BACKSLASH) at += 1;
    else if (letter === QUOTE) return at;
  }
  return text.length;
}
