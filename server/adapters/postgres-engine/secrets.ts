/** Removes passwords and connection strings from what a server or a tool wrote, before it is stored or shown. */

const CUT = '***';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // CREATE SUBSCRIPTION … CONNECTION '…'
  [/\b(CONNECTION\s+)'(?:[^']|'')*'?/gi, `$1'${CUT}'`],
  [/\b(PASSWORD\s+)E?'(?:[^']|'')*'?/gi, `$1'${CUT}'`],
  [/\b(postgres(?:ql)?:\/\/)[^\s'"]+/gi, `$1${CUT}`],
  // In a connection string.
  [/\b((?:ssl)?passw(?:or)?d\s*=\s*)(?:'(?:[^'\\]|\\.)*'?|[^\s'";,)]+)/gi, `$1${CUT}`],
  [/SCRAM-SHA-256\$[^\s'"]+/g, CUT],
  [/\bmd5[0-9a-f]{32}\b/g, CUT],
];

const LITERAL = String.raw`(?:\bE'(?:[^'\\]|\\.|'')*'?|'(?:[^']|'')*'?)`;
const LITERALS = new RegExp(LITERAL, 'gi');
const NAME = String.raw`"(?:[^"]|"")*"`;
/** Options of servers, user mappings, foreign tables and data wrappers: each wrapper has its own names for secrets. */
const OPTIONS = new RegExp(String.raw`\bOPTIONS\s*\((?:${LITERAL}|${NAME}|[^'")])*\)?`, 'gi');
/** One of them on a line of its own, as pg_dump writes them: the beginning of what a tool wrote may be cut off. */
const OPTION_LINE = new RegExp(
  String.raw`^([ \t]+(?:\w+|${NAME})[ \t]+)(?:E'(?:[^'\\]|\\.|'')*|'(?:[^']|'')*)(?:'(?=,?$)|$(?![\s\S]))`,
  'gim',
);

/** `known` are secrets that are removed in any context. */
export function withoutSecrets(text: string, ...known: readonly string[]): string {
  let cut = text;
  for (const secret of known) if (secret !== '') cut = cut.replaceAll(secret, CUT);
  cut = cut.replace(OPTIONS, (options) => options.replace(LITERALS, `'${CUT}'`)).replace(OPTION_LINE, `$1'${CUT}'`);
  for (const [pattern, by] of PATTERNS) cut = cut.replace(pattern, by);
  return cut;
}
