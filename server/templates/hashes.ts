/** The hash of ARM's expressions that gives the same text for the same input, here and in Azure. */

const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** `uniqueString(…)`: 13 letters and digits. */
export function uniqueStringOf(parts: readonly string[]): string {
  let left = hash64(parts.join('-'));
  let text = '';
  for (let at = 0; at < 13; at += 1) {
    text += BASE_32.charAt(Number(left >> 59n));
    left = BigInt.asUintN(64, left << 5n);
  }
  return text;
}

/** The 64-bit hash behind `uniqueString` and a deployment's `templateHash`: a relative of MurmurHash3. */
export function hash64(text: string): bigint {
  const bytes = new TextEncoder().encode(text);
  const word = (at: number, upTo: number): number => {
    let value = 0;
    for (let byte = Math.min(at + 4, upTo) - 1; byte >= at; byte -= 1) value = (value << 8) | (bytes[byte] ?? 0);
    return value;
  };
  const [A, B] = [0x239b961b, 0xab0e9789];
  const mixFirst = (value: number): number => Math.imul(rotate(Math.imul(value, A), 15), B);
  const mixSecond = (value: number): number => Math.imul(rotate(Math.imul(value, B), 17), A);

  let one = 0;
  let two = 0;
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    one = (Math.imul(rotate(one ^ mixFirst(word(at, whole)), 19) + two, 5) + 0x561ccd1b) | 0;
    two = (Math.imul(rotate(two ^ mixSecond(word(at + 4, whole)), 13) + one, 5) + 0x0bcaa747) | 0;
  }
  if (whole < bytes.length) {
    one ^= mixFirst(word(whole, bytes.length));
    if (whole + 4 < bytes.length) two ^= mixSecond(word(whole + 4, bytes.length));
  }
  one ^= bytes.length;
  two ^= bytes.length;
  one = (one + two) | 0;
  two = (two + one) | 0;
  one = avalanche(one);
  two = avalanche(two);
  one = (one + two) | 0;
  two = (two + one) | 0;
  return (BigInt(two >>> 0) << 32n) | BigInt(one >>> 0);
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function avalanche(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
