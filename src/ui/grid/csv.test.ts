import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvFileName, csvOf } from './csv.ts';

const oneField = (value: string | number | null | undefined) =>
  csvOf([{ title: 'T', value: (row: { value: typeof value }) => row.value }], [{ value }]);

it.each<[string, string | number | null | undefined, string]>([
  ['a word', 'pg-orders', 'pg-orders'],
  ['a number', 42, '42'],
  ['a negative number, which is not a formula', -1.5, '-1.5'],
  ['nothing', undefined, ''],
  ['null', null, ''],
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'say "no"', '"say ""no"""'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['a space at the end', 'a ', '"a "'],
  ['a formula', '=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['a plus', '+1', "'+1"],
  ['a minus in a text', '-1', "'-1"],
  ['an at', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before a formula', '\t=1', "'\t=1"],
  ['a full-width equals sign', '＝1', "'＝1"],
  ['a hyphen within', 'pg-1', 'pg-1'],
])('%s', (_, value, field) => {
  expect(oneField(value)).toBe(`T\r\n${field}\r\n`);
});

it('comes back as it was, but for the apostrophe', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', '=', '-', '\t', 'é') });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const columns = [0, 1].map((at) => ({ title: `c${at}`, value: (row: [string, string]) => row[at] ?? '' }));
      const read = parse(csvOf(columns, rows));
      expect(read).toHaveLength(rows.length + 1);
      read.slice(1).forEach((fields, line) => {
        fields.forEach((field, at) => {
          expect([rows[line]?.[at], `'${rows[line]?.[at] ?? ''}`]).toContain(field);
          expect(field).not.toMatch(/^\s*[=\-@+]/);
        });
      });
    }),
  );
});

/** A reader of RFC 4180, written from its grammar. */
function parse(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length;) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += text[at] === '"' ? 2 : 1) field += text[at] ?? '';
      at += 1;
    } else {
      while (text[at] !== ',' && text[at] !== '\r') field += text[at++] ?? '';
    }
    record.push(field);
    if (text[at] === ',') {
      at += 1;
    } else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      records.push(record);
      record = [];
    }
  }
  return records;
}

it('names the file by the minute', () => {
  expect(csvFileName('backup-jobs', new Date('2026-02-03T10:00:00Z'))).toBe('backup-jobs-2026-02-03-1000.csv');
});
