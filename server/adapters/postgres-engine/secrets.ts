/** Takes passwords and connection strings out of what a server or a tool wrote, before anybody keeps or shows it. */

const CUT = '***';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // CREATE SUBSCRIPTION … CONNECTION '…'
  [/\b(CONNECTION\s+)'(?:[^']|'')*'?/gi, `$1'${CUT}'`],
  [/\b(PASSWORD\s+)E?'(?:[^']|'')*'?/gi, `$1'${CUT}'`],
  [/\b(postgres(?:ql)?:\/\/)[^\s'"]+/gi, `$1${CUT}`],
  // Of a connection string, and of OPTIONS (password '…').
  [/\b((?:ssl)?passw(?:or)?d\s*=\s*)(?:'(?:[^'\\]|\\.)*'?|[^\s'";,)]+)/gi, `$1${CUT}`],
  [/SCRAM-SHA-256\$[^\s'"]+/g, CUT],
  [/\bmd5[0-9a-f]{32}\b/g, CUT],
];

/** `known` are secrets that must not appear whatever stands around them. */
export function withoutSecrets(text: string, ...known: readonly string[]): string {
  let cut = text;
  for (const secret of known) if (secret !== '') cut = cut.replaceAll(secret, CUT);
  for (const [pattern, by] of PATTERNS) cut = cut.replace(pattern, by);
  return cut;
}
