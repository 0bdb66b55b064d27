/**
 * Every statement for a foreign server uses qualified names (decision 14): functions, relations and types with their
 * schema. Operators are safe by the empty search_path. Read off the source, so that nobody has to remember it.
 */
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Our own state, and the sample server: nobody else can change those. */
const OWN_GROUND = ['sql/', 'sample-engine/', 'boss-work.ts', 'own-places.ts'];

/** What looks like a call, and is grammar. */
const GRAMMAR = new Set(
  `all and any array as by case cast check coalesce copy distinct else exists extract filter from greatest group having in
   intersect is join lateral least like limit not null nullif on only operator or order over overlay partition
   position public returning row select set some stdin substring then trim unique using values when where with within`.split(
    /\s+/,
  ),
);

const isSql = (text: string): boolean =>
  /^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|COPY|LOCK|CALL|DO|CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT|EXPLAIN|SHOW)\s/.test(
    text,
  ) ||
  /\b(?:FROM|JOIN)\s+(?:ONLY\s+)?["\w.]+/.test(text) ||
  /\bpg_(?!dump|restore|hba|ctl)\w+\s*\(/.test(text);

/** Names of the query itself: `WITH x AS (`, `x (columns) AS (`. */
const commonTables = (sql: string): Set<string> =>
  new Set(
    [...sql.matchAll(/(?:\bWITH\s+(?:RECURSIVE\s+)?|\)\s*,\s*)(\w+)\s*(?:\([^)]*\)\s*)?AS\s*\(/gi)].map(
      ([, name = '']) => name,
    ),
  );

/** What a statement, or a piece of one, leaves to the search_path. */
function unqualified(sql: string): string[] {
  // A literal and a quoted name become one letter; what is put in at run time is a name that its own literal answers for.
  const bare = sql
    .replace(/--.*$/gm, '')
    .replace(/'(?:[^']|'')*'/g, "'x'")
    .replaceAll(PUT_IN, '§')
    .replace(/"(?:[^"]|"")*"/g, 'q');
  const own = commonTables(bare);
  const found: string[] = [];
  for (const [, name = ''] of bare.matchAll(/(?<![\w.])([a-z_]\w*)\s*\(/gi)) {
    if (!GRAMMAR.has(name.toLowerCase()) && !own.has(name) && !isAlias(bare, name)) found.push(`${name}()`);
  }
  for (const [, name = ''] of bare.matchAll(
    /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?([a-z_]\w*)(?![\w.(])/gi,
  )) {
    if (!GRAMMAR.has(name.toLowerCase()) && !own.has(name)) found.push(name);
  }
  for (const [, name = ''] of bare.matchAll(/::\s*([a-z_]\w*)(?![\w.])/gi)) found.push(`::${name}`);
  for (const [, name = ''] of bare.matchAll(/\bCOLLATE\s+(\w+)(?!\.)\b/g)) found.push(`COLLATE ${name}`);
  // The text of a cast to `regclass` is looked for in the path as well.
  for (const [, name = ''] of sql.matchAll(/'([^'.]+)'::(?:pg_catalog\.)?reg\w+/g)) found.push(`'${name}'::reg…`);
  for (const [, name = ''] of sql.matchAll(/\bto_reg\w+\s*\(\s*(\S+)/g)) found.push(`to_reg…(${name}`);
  return found;
}

/** `AS c (one, two)` */
const isAlias = (sql: string, name: string): boolean => new RegExp(String.raw`\bAS\s+${name}\s*\(`, 'i').test(sql);

interface Text {
  line: number;
  text: string;
}

/** The placeholder for what is inserted into a template. */
const PUT_IN = '"§"';

/** String and template literals of a file. What is put into a template is a letter. */
function literals(file: string, source: string): Text[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && !ts.isImportDeclaration(node.parent))
      found.push({ line: parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => PUT_IN + span.literal.text).join('');
}

describe('SQL for a server of somebody else', () => {
  it('leaves no name to the search_path', async () => {
    const found: string[] = [];
    for await (const path of glob(join(import.meta.dirname, '**/*.ts'))) {
      const file = relative(import.meta.dirname, path);
      if (file.endsWith('.test.ts') || OWN_GROUND.some((folder) => file.startsWith(folder))) continue;
      for (const { line, text } of literals(file, await readFile(path, 'utf8'))) {
        if (isSql(text)) found.push(...unqualified(text).map((name) => `${file}:${String(line)} ${name}`));
      }
    }
    expect(found).toEqual([]);
  });

  it.each([
    ['SELECT count(*) FROM pg_catalog.pg_class', ['count()']],
    ['SELECT 1 FROM pg_class c JOIN pg_catalog.pg_namespace n ON true', ['pg_class']],
    ['SELECT x::int FROM pg_catalog.pg_class x', ['::int']],
    [`SELECT 'pg_class'::pg_catalog.regclass`, [`'pg_class'::reg…`]],
    [`SELECT pg_catalog.to_regclass($1)`, ['to_reg…($1)']],
    ['SELECT a FROM pg_catalog.pg_roles a ORDER BY a.rolname COLLATE "C"', ['COLLATE q']],
    ['WITH t AS (SELECT 1) SELECT coalesce(NULL, 1) FROM t WHERE t.x IN (1, 2)', []],
    ['LOCK TABLE orders', ['orders']],
    ['SELECT 1, format(x) FROM pg_catalog.pg_class x', ['format()']],
    ['SELECT evil_set() WHERE a = ANY ($1::pg_catalog.oid[])', ['evil_set()']],
    ['UPDATE pg_database SET datconnlimit = 1', ['pg_database']],
    ['SELECT a.b FROM pg_catalog.aclexplode(x) a, pg_catalog.unnest(y) AS c (setting, place)', []],
  ])('is recognised: %s', (sql, names) => expect(unqualified(sql)).toEqual(names));
});
