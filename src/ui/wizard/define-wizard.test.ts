import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import { fieldProblems } from '#ui/form/field-problems.ts';
import { defineWizard, formOf, withChecked, type SlugOf } from './define-wizard.ts';

interface Form {
  name: string;
  size: number;
}

const Body = () => null;
const wizard = defineWizard({
  title: 'Make a thing',
  elementIdOf: (field: 'name' | 'size') => `thing-${field}`,
  steps: {
    basics: {
      title: 'Basics',
      Body,
      problems: ({ name }: Form, { taken }: { taken: string[] }) =>
        fieldProblems([['name', name === '' ? 'Enter a name.' : taken.includes(name) ? 'Taken.' : undefined]]),
    },
    size: {
      title: 'Size',
      Body,
      problems: ({ size }: Form) => fieldProblems([['size', size > 0 ? undefined : 'Enter a size.']]),
    },
    review: { title: 'Review', Body },
  },
});

describe('a declared wizard', () => {
  it('has its steps in the order in which they are declared', () => {
    expect(wizard.steps.map(({ slug, title }) => [slug, title])).toEqual([
      ['basics', 'Basics'],
      ['size', 'Size'],
      ['review', 'Review'],
    ]);
    expectTypeOf<SlugOf<typeof wizard>>().toEqualTypeOf<'basics' | 'size' | 'review'>();
  });

  it('knows which texts in an address are steps', () => {
    expect(wizard.slugIn('size')).toBe('size');
    for (const text of [undefined, '', 'Size', 'toString', '__proto__']) expect(wizard.slugIn(text)).toBeUndefined();
  });

  it('says what is missing, step by step', () => {
    expect(wizard.problems({ name: 'a', size: 0 }, { taken: ['a'] })).toEqual([
      { step: 'basics', field: 'name', message: 'Taken.' },
      { step: 'size', field: 'size', message: 'Enter a size.' },
    ]);
    expect(wizard.problems({ name: 'a', size: 1 }, { taken: [] })).toEqual([]);
  });
});

describe('a kept form', () => {
  const kept = formOf(wizard, z.object({ name: z.string(), checked: z.array(z.string()) }));

  it.each<[unknown, boolean]>([
    [{ name: 'a', checked: ['basics'] }, true],
    [{ name: 'a', checked: [], ofAnOlderBuild: true }, true],
    [{ name: 'a', checked: ['renamed'] }, false],
    [{ name: 1, checked: [] }, false],
    [{ name: 'a' }, false],
    [null, false],
  ])('%j is one of the wizard: %s', (stored, expected) => {
    expect(kept.safeParse(stored).success).toBe(expected);
  });

  it('stays the same when nothing new was checked', () => {
    const form = { checked: ['basics'] };
    expect(withChecked(form, ['basics'])).toBe(form);
    expect(withChecked(form, ['size', 'basics']).checked).toEqual(['basics', 'size']);
  });
});
