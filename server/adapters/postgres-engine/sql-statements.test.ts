import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlStatements } from './sql-statements.ts';

async function cut(text: string, pieceBytes = 7): Promise<string[]> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
  }
  const found: string[] = [];
  for await (const statement of sqlStatements(pieces())) found.push(statement);
  return found;
}

describe('statements', () => {
  it.each([
    ['one after the other', 'a; b;\nc;', ['a', 'b', 'c']],
    ['a last one without a semicolon', 'a; b', ['a', 'b']],
    ['none', ' \n;;', []],
    ['a semicolon in a text', `SELECT 'a;b''c;'; x;`, [`SELECT 'a;b''c;'`, 'x']],
    ['a backslash in a text', String.raw`SELECT 'a\'; x;`, [String.raw`SELECT 'a\'`, 'x']],
    [
      'a quote behind a backslash',
      String.raw`COMMENT ON ROLE r IS E'a\';b'; x;`,
      [String.raw`COMMENT ON ROLE r IS E'a\';b'`, 'x'],
    ],
    ['a name that ends in e before a text', `SELECT table'a;b'; x;`, [`SELECT table'a;b'`, 'x']],
    ['a name in quotes', `CREATE ROLE "a;""b;"; x;`, [`CREATE ROLE "a;""b;"`, 'x']],
    [
      'a function',
      `CREATE FUNCTION f() AS $_$ BEGIN; $$ 'it; $_$ LANGUAGE x; y;`,
      [`CREATE FUNCTION f() AS $_$ BEGIN; $$ 'it; $_$ LANGUAGE x`, 'y'],
    ],
    ['a parameter', 'SELECT $1; x;', ['SELECT $1', 'x']],
    ['comments', `-- it's; one\n/* an;other's */ a -- b;\n c; x;`, [`a -- b;\n c`, 'x']],
    ['commands of psql', '\\restrict abc;def\n\na;\n\\unrestrict abc\n', ['a']],
    ['a comment at the end', 'a;\n-- done; really', ['a']],
    ['other scripts', `SELECT '数据;', "Ünï;";`, [`SELECT '数据;', "Ünï;"`]],
  ])('are split with %s, for any chunks', async (_, text, expected) => {
    for (const pieceBytes of [1, 2, 3, 7, 1000]) expect(await cut(text, pieceBytes)).toEqual(expected);
  });

  it('stay unchanged, whatever the texts in them hold', async () => {
    const literal = fc.string({ unit: 'grapheme' }).map((text) => `'${text.replaceAll("'", "''")}'`);
    const name = fc.string({ minLength: 1 }).map((text) => `"${text.replaceAll('"', '""')}"`);
    const statement = fc.array(fc.oneof(literal, name), { minLength: 1 }).map((parts) => `SELECT ${parts.join(', ')}`);
    await fc.assert(
      fc.asyncProperty(fc.array(statement), fc.integer({ min: 1, max: 50 }), async (statements, pieceBytes) => {
        expect(await cut(statements.map((each) => `${each};\n`).join(''), pieceBytes)).toEqual(statements);
      }),
    );
  });
});
