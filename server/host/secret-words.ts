/**
 * Takes secrets out of a text that is about to be written down. Whoever writes a line keeps them out by himself; this is the
 * last door, for the words of libraries and servers that nobody has chosen.
 */

export const HIDDEN = '[hidden]';

/** What a value is called that is one. */
export const SECRET_NAME = /password|passwd|passphrase|secret|authorization|^(?:token|apikey|api[_-]key)$/i;

/** How secrets look, whosever they are. What is captured stays. */
const SHAPES: readonly RegExp[] = [
  // Connection strings and addresses with a user: all between the user and the last `@` of the authority.
  /(\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s:/@'"]*:)[^\s/'"]*(?=@)/gi,
  // libpq's `password=…`, JSON's `"password": "…"`, headers and queries.
  /(\b(?:[a-z]{0,40}_?(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key))\\*["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\+"(?:[^"\\]|\\+[^"\\])*\\+"|[^\s,;&'"\\}\])]+)/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]+/gi,
  // What links and web hooks carry.
  /([?&](?:code|sig|key)=)[^\s&'"]+/gi,
  // SQL that sets a password.
  /(\bpassword\s+)'(?:[^']|'')*'/gi,
  // Identities of age, and signed tokens.
  /()\bAGE-SECRET-KEY-1[A-Z\d]+/gi,
  /()\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
];

/** Hides what looks like a secret, and each of `known`, wherever it stands. */
export function createSecretWords(known: readonly string[] = []): (text: string) => string {
  // The longest first: one may be a part of another. What is very short would make every line unreadable.
  const words = [...new Set(known.flatMap(spellings))]
    .filter((word) => word.length >= 6)
    .sort((one, other) => other.length - one.length);
  return (text) => {
    let shown = text;
    for (const word of words) shown = shown.replaceAll(word, HIDDEN);
    for (const shape of SHAPES) shown = shown.replace(shape, `$1${HIDDEN}`);
    return shown;
  };
}

/** As it is, and as addresses and JSON write it. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];
