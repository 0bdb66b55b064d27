import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areSameTags, tagProblems, tagRowsOf, tagsOf } from './tag-rows.ts';

describe('tags that one types', () => {
  it.each([
    ['no name', [{ name: ' ', value: 'x' }], 'Enter a name for the tag.'],
    ['a name that is forbidden', [{ name: 'a/b', value: '' }], 'The name must not contain any of < > % & \\ ? /'],
    ['a name of 513', [{ name: 'n'.repeat(513), value: '' }], 'The name can be at most 512 characters long.'],
    ['a value of 257', [{ name: 'n', value: 'v'.repeat(257) }], 'The value can be at most 256 characters long.'],
    [
      'a name that differs only in case',
      [
        { name: 'Env', value: '1' },
        { name: 'env ', value: '2' },
      ],
      'Another tag has this name already.',
    ],
    [
      'one too many',
      Array.from({ length: 51 }, (_, at) => ({ name: `tag${String(at)}`, value: '' })),
      'A resource can have at most 50 tags.',
    ],
  ])('are reported for %s, at the last row', (_, rows, problem) => {
    const problems = tagProblems(rows);
    expect(problems.at(-1)).toBe(problem);
    expect(problems.slice(0, -1).every((other) => other === undefined)).toBe(true);
  });

  it('may hold empty rows, which do not count', () => {
    const rows = [
      { name: '', value: '' },
      { name: ' env ', value: 'prod' },
      { name: '', value: '' },
    ];
    expect(tagProblems(rows)).toEqual([undefined, undefined, undefined]);
    expect(tagsOf(rows)).toEqual({ env: 'prod' });
  });

  it('are the same after a way through rows', () => {
    const name = fc.stringMatching(/^[a-z][\w.-]{0,8}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ maxLength: 9 })), (tags) => {
        expect(areSameTags(tagsOf(tagRowsOf(tags)), tags)).toBe(true);
      }),
    );
  });

  it.each([
    [{ a: '1' }, { a: '2' }],
    [{ a: '1' }, {}],
    [{ a: '1' }, { a: '1', b: '' }],
    [{ a: '' }, { b: '' }],
  ])('%j differ from %j', (one, other) => {
    expect(areSameTags(one, other)).toBe(false);
  });
});
