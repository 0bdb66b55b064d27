import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collator } from '#ui/grid/sort-key.ts';
import { index, partsOf, rank, termsOf } from './rank.ts';

const thing = (name: string, words = '') => ({ name, words });
const names = ({ best }: { best: { name: string }[] }) => best.map(({ name }) => name);

const SERVERS = index([
  thing('pg-orders-replica', 'rg-shop Contoso'),
  thing('orders', 'rg-erp Fabrikam'),
  thing('pg-orders', 'rg-shop Contoso'),
  thing('pg-backorders', 'rg-shop Contoso'),
  thing('pg-crm', 'rg-orders Contoso'),
  thing('orders-old', 'rg-erp Fabrikam'),
]);

describe('rank', () => {
  it('puts the name itself first, then beginnings, then words, then parts, then the words beside the name', () => {
    expect(names(rank(SERVERS, termsOf('orders'), 10))).toEqual([
      'orders',
      'orders-old',
      'pg-orders',
      'pg-orders-replica',
      'pg-backorders',
      'pg-crm',
    ]);
  });

  it.each([
    ['ORDERS fabrikam', ['orders', 'orders-old']],
    ['fabrikam orders', ['orders', 'orders-old']],
    ['shop rep', ['pg-orders-replica']],
    ['orders missing', []],
    ['   ', []],
  ])('finds for %j what has every word of it: %j', (text, found) => {
    expect(names(rank(SERVERS, termsOf(text), 10))).toEqual(found);
  });

  it('puts a name of two words first when both are typed', () => {
    const pages = index([thing('Backup vaults browser'), thing('Backup vaults')]);
    expect(names(rank(pages, termsOf('backup vaults'), 2))[0]).toBe('Backup vaults');
  });

  it('says how many there are beyond those that it returns', () => {
    expect(rank(SERVERS, termsOf('orders'), 2)).toMatchObject({ best: [{ name: 'orders' }, {}], total: 6 });
  });

  it('returns the beginning of what it would return without a limit', () => {
    const anyName = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', ' '), maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: anyName, words: anyName }), { maxLength: 30 }),
        anyName,
        fc.nat({ max: 6 }),
        (things, text, most) => {
          const indexed = index(things);
          const all = rank(indexed, termsOf(text), things.length);
          const few = rank(indexed, termsOf(text), most);
          expect(few).toEqual({ best: all.best.slice(0, most), total: all.total });
          expect(all.best).toHaveLength(all.total);
          for (const { name, words } of all.best) {
            for (const term of termsOf(text)) expect(`${name}\n${words}`).toContain(term);
          }
        },
      ),
    );
  });

  it('orders what is found equally well by name, numbers by their value', () => {
    const found = names(rank(index(['pg-10', 'pg-9', 'pg-1'].map((name) => thing(name))), ['pg'], 3));
    expect(found).toEqual(found.toSorted(collator.compare));
    expect(found).toEqual(['pg-1', 'pg-9', 'pg-10']);
  });
});

describe('partsOf', () => {
  const marked = (text: string, ...terms: string[]) =>
    partsOf(text, terms)
      .map((part) => (part.isFound ? `[${part.text}]` : part.text))
      .join('');

  it.each([
    ['pg-Orders', ['orders'], 'pg-[Orders]'],
    ['pg-orders', ['ord', 'rders'], 'pg-[orders]'],
    ['pg-orders', [], 'pg-orders'],
    ['aaa', ['aa'], '[aaa]'],
    ['pg', ['x'], 'pg'],
    ['İstanbul', ['stan'], 'İstanbul'],
  ])('marks in %s the terms %j: %s', (text, terms, expected) => {
    expect(marked(text, ...terms)).toBe(expected);
  });

  it('loses nothing of the text', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '-', 'İ', '😀'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anyText, fc.array(anyText), (text, terms) => {
        expect(
          partsOf(text, terms)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
