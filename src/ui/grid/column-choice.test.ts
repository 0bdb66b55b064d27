import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultStates,
  leastWidth,
  readStates,
  shownColumns,
  withMoved,
  withShown,
  written,
  type ChoosableColumn,
} from './column-choice.ts';

const column = (id: string, more: Partial<ChoosableColumn> = {}): ChoosableColumn => ({ id, title: id, ...more });
const COLUMNS = [column('name'), column('vault'), column('status', { width: 100 }), column('tags', { isExtra: true })];

const idsOf = (text: string | null, columns = COLUMNS): string[] =>
  shownColumns(columns, readStates(text, columns)).map(({ id }) => id);
const choice = (...ids: string[]): string =>
  written(ids.map((id) => ({ id: id.replace('!', ''), isShown: !id.startsWith('!') })));

describe('readStates', () => {
  it.each<[what: string, text: string | null, shown: string[]]>([
    ['nothing kept: as the page has it, without what is extra', null, ['name', 'vault', 'status']],
    ['another order', choice('name', 'tags', 'status', 'vault'), ['name', 'tags', 'status', 'vault']],
    ['one hidden', choice('name', '!vault', 'status', '!tags'), ['name', 'status']],
    ['the first column, hidden or moved, stays the first', choice('vault', '!name'), ['name', 'vault', 'status']],
    ['a column that is gone', choice('name', 'gone', 'status', 'vault', '!tags'), ['name', 'status', 'vault']],
    ['a new column comes after the one it follows', choice('name', 'vault'), ['name', 'vault', 'status']],
    ['one named twice', choice('name', 'vault', '!vault', 'status'), ['name', 'status']],
    ['no JSON', '{', ['name', 'vault', 'status']],
    ['other JSON', '{"a":1}', ['name', 'vault', 'status']],
    ['a list of something else', '[1,null,"vault",{"id":3,"isShown":true}]', ['name', 'vault', 'status']],
  ])('%s', (_, text, shown) => {
    expect(idsOf(text)).toEqual(shown);
  });

  const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
  const columnsArbitrary = ids.map((all) => all.map((id) => column(id)));
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    ids.map((all) => choice(...all)),
  );

  it('has each column once and the first one first and shown, whatever is kept', () => {
    fc.assert(
      fc.property(columnsArbitrary, text, (columns, kept) => {
        const states = readStates(kept, columns);
        expect(states.map(({ id }) => id).sort()).toEqual(columns.map(({ id }) => id).sort());
        expect(states[0]).toEqual({ id: columns[0]?.id, isShown: true });
      }),
    );
  });

  it('reads back what was kept after any moves and ticks', () => {
    const steps = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: -9, max: 9 }), fc.boolean()));
    fc.assert(
      fc.property(columnsArbitrary, steps, (columns, all) => {
        const states = all.reduce((before, [at, by, isShown]) => {
          const id = columns[at % columns.length]?.id ?? '';
          return withShown(withMoved(before, id, by), id, isShown);
        }, defaultStates(columns));
        expect(readStates(written(states), columns)).toEqual(states);
      }),
    );
  });
});

it('moves a column as far as there are places, and never before the first', () => {
  const move = (id: string, by: number) => withMoved(defaultStates(COLUMNS), id, by).map((state) => state.id);
  expect(move('vault', 1)).toEqual(['name', 'status', 'vault', 'tags']);
  expect(move('vault', -1)).toEqual(['name', 'vault', 'status', 'tags']);
  expect(move('tags', 5)).toEqual(['name', 'vault', 'status', 'tags']);
  expect(move('name', 2)).toEqual(['name', 'vault', 'status', 'tags']);
});

it('is as wide as the shown columns need', () => {
  expect(leastWidth([column('name'), column('status', { width: 100 })])).toBe(140 + 100 + 72);
});
