import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changed } from './address.ts';

it.each([
  ['sort=name&pane=add', { pane: undefined }, 'sort=name'],
  ['q=a', { q: '' }, ''],
  ['', { q: 'a b&c' }, 'q=a+b%26c'],
  [
    'pane=edit&lock=1&subscription=a&subscription=b',
    { pane: 'add', lock: undefined },
    'pane=add&subscription=a&subscription=b',
  ],
])('%s with %o is %s', (before, change, after) => {
  expect(changed(new URLSearchParams(before), change).toString()).toBe(after);
});

it('says what was written, and nothing else is different', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), fc.string(), (others, value) => {
      const params = new URLSearchParams(others);
      const next = changed(params, { 'the name': value });
      expect(next.get('the name')).toBe(value === '' ? null : value);
      next.delete('the name');
      params.delete('the name');
      expect(next.toString()).toBe(params.toString());
    }),
  );
});
