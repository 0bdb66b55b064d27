/** The template function `guid()` of ARM: a GUID made of names, version 5 of RFC 9562. */

// Azure does not document which namespace it hashes first; this one is what public tools that predict its names use.
// With it, a template that calls `guid()` and a text that spells the name out agree.
const NAMESPACE = '11fb06fb-712d-4ddd-98c7-e71bbd588830';

/** The same names give the same GUID, in every format and on every run. */
export function armGuid(...names: readonly string[]): string {
  const namespace = Uint8Array.from(NAMESPACE.replaceAll('-', '').match(/../g) ?? [], (byte) => parseInt(byte, 16));
  const name = new TextEncoder().encode(names.join('-'));
  const bytes = sha1(new Uint8Array([...namespace, ...name])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * SHA-1 (RFC 3174), which a version 5 GUID is made with; it protects nothing here. Not `crypto.subtle`, which is
 * asynchronous, and missing on pages served over plain HTTP.
 */
function sha1(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);

  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let block = 0; block < padded.length; block += 64) addBlock(state, view, block);
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, at) => digest.setUint32(at * 4, word));
  return new Uint8Array(digest.buffer);
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

function addBlock(state: Uint32Array, view: DataView, block: number): void {
  const words = new Uint32Array(80);
  const word = (at: number) => words[at] ?? 0;
  for (let at = 0; at < 16; at++) words[at] = view.getUint32(block + at * 4);
  for (let at = 16; at < 80; at++) words[at] = rotate(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1);

  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let at = 0; at < 80; at++) {
    const [mixed, constant] =
      at < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : at < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : at < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    const next = rotate(a, 5) + mixed + e + constant + word(at);
    [a, b, c, d, e] = [next | 0, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((part, at) => (state[at] = (state[at] ?? 0) + part));
}
