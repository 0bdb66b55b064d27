/** The two hashes of ARM's expressions. Both give the same text for the same input, here and in Azure. */

/**
 * `guid(…)`: a name-based UUID (RFC 4122, version 5) of the arguments joined by hyphens. Azure does not document the
 * namespace; this one is what public tools that foretell Azure's names use.
 */
const NAMESPACE = '11fb06fb-712d-4ddd-98c7-e71bbd588830';

export function guidOf(parts: readonly string[]): string {
  const namespace = NAMESPACE.replaceAll('-', '').match(/../g) ?? [];
  const name = new TextEncoder().encode(parts.join('-'));
  const bytes = sha1(Uint8Array.from([...namespace.map((pair) => Number.parseInt(pair, 16)), ...name])).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

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

// Written out, because the platform's own SHA-1 answers with a promise and expressions are evaluated at once.
function sha1(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(message.length / 0x2000_0000));
  view.setUint32(length - 4, (message.length * 8) >>> 0);

  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  for (let block = 0; block < length; block += 64) {
    for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block + at * 4);
    for (let at = 16; at < 80; at += 1) {
      words[at] = rotate(wordAt(at - 3) ^ wordAt(at - 8) ^ wordAt(at - 14) ^ wordAt(at - 16), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let at = 0; at < 80; at += 1) {
      const next = (rotate(a, 5) + round(at, b, c, d) + e + wordAt(at)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [at, value] of [a, b, c, d, e].entries()) state[at] = ((state[at] ?? 0) + value) | 0;
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [at, value] of state.entries()) digest.setInt32(at * 4, value);
  return new Uint8Array(digest.buffer);

  function wordAt(at: number): number {
    return words[at] ?? 0;
  }
}

function round(at: number, b: number, c: number, d: number): number {
  if (at < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (at < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (at < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
