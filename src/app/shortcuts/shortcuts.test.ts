import { describe, expect, it } from 'vitest';
import { paths } from '#paths';
import { press, SHORTCUTS, type Action } from './shortcuts.ts';

/** The results of the keys, one after the other. */
function pressAll(keys: string): (Action | undefined)[] {
  let pressed: readonly string[] = [];
  return Array.from(keys, (key) => {
    const result = press(pressed, key);
    ({ pressed } = result);
    return result.action;
  });
}

describe('press', () => {
  it.each<[string, (Action | undefined)[]]>([
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
  ])('takes %s for %j', (keys, actions) => {
    expect(pressAll(keys)).toEqual(actions);
  });
});

it('has for every shortcut keys that no other begins with', () => {
  const all = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).filter(({ action }) => action !== undefined);
  const texts = all.map(({ keys }) => keys.join(' '));
  for (const text of texts) {
    expect(texts.filter((other) => other === text || other.startsWith(`${text} `))).toEqual([text]);
  }
});
