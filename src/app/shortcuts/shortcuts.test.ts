import { describe, expect, it } from 'vitest';
import { paths } from '#paths';
import { press, SHORTCUTS, type Deed } from './shortcuts.ts';

/** What the keys come to, one after the other. */
function pressAll(keys: string): (Deed | undefined)[] {
  let pressed: readonly string[] = [];
  return Array.from(keys, (key) => {
    const result = press(pressed, key);
    ({ pressed } = result);
    return result.deed;
  });
}

describe('press', () => {
  it.each<[string, (Deed | undefined)[]]>([
    ['/', ['search']],
    ['?', ['help']],
    ['g/', [undefined, 'search']],
    ['gj', [undefined, { go: paths.jobs() }]],
    ['GJ', [undefined, { go: paths.jobs() }]],
    ['ggj', [undefined, undefined, { go: paths.jobs() }]],
    ['gx', [undefined, undefined]],
    ['gx/', [undefined, undefined, 'search']],
    ['g?', [undefined, 'help']],
    ['j', [undefined]],
    ['gjj', [undefined, { go: paths.jobs() }, undefined]],
  ])('takes %s for %j', (keys, deeds) => {
    expect(pressAll(keys)).toEqual(deeds);
  });
});

it('has for every shortcut keys that no other begins with', () => {
  const all = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).filter(({ deed }) => deed !== undefined);
  const texts = all.map(({ keys }) => keys.join(' '));
  for (const text of texts) {
    expect(texts.filter((other) => other === text || other.startsWith(`${text} `))).toEqual([text]);
  }
});
