import { expect, it } from 'vitest';
import { isRecent, withoutPlace, withPlace, type Place, type Recent } from './recent.ts';

const server = (name: string): Place => ({ kind: 'server', id: `/subscriptions/1/servers/${name}`, name });
const listOf = (...names: string[]) =>
  names.reduceRight<Recent[]>((places, name) => withPlace(places, server(name), '2026-02-03T09:00:00Z'), []);
const names = (places: readonly Recent[]) => places.map((place) => (place.kind === 'page' ? place.id : place.name));

it('puts the newest on top, with each place once, whatever the case of its id', () => {
  const again = { ...server('b'), id: '/SUBSCRIPTIONS/1/servers/B' } as Place;
  const places = withPlace(listOf('a', 'b', 'c'), again, '2026-02-04T09:00:00Z');
  expect(names(places)).toEqual(['b', 'a', 'c']);
  expect(places[0]).toMatchObject({ id: again.id, at: '2026-02-04T09:00:00Z' });
});

it('keeps a dozen', () => {
  const many = Array.from({ length: 20 }, (_, at) => `pg-${at}`);
  expect(names(listOf(...many))).toEqual(many.slice(0, 12));
});

it('forgets the one that is gone, and no other kind with the same id', () => {
  const places = withPlace(listOf('a', 'b'), { kind: 'vault', id: server('a').id, name: 'v' }, '2026-02-04T09:00:00Z');
  expect(names(withoutPlace(places, server('a')))).toEqual(['v', 'b']);
});

it.each([
  [{ kind: 'page', id: 'jobs', at: '2026' }, true],
  [{ kind: 'vault', id: '/a', name: 'a', at: '2026' }, true],
  [{ kind: 'page', id: 'nowhere', at: '2026' }, false],
  [{ kind: 'page', id: 'toString', at: '2026' }, false],
  [{ kind: 'vault', id: '/a', at: '2026' }, false],
  [{ kind: 'ship', id: '/a', name: 'a', at: '2026' }, false],
  [{ kind: 'vault', id: '/a', name: 'a' }, false],
  ['vault', false],
  [null, false],
])('takes %j from what is kept: %j', (value, isTaken) => {
  expect(isRecent(value)).toBe(isTaken);
});
