import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FUNCTION_NAMES } from './evaluate.ts';

it('has the functions that the documents promise, and no others', () => {
  const text = readFileSync(new URL('../../docs/deploying-templates.md', import.meta.url), 'utf8');
  const [, list = ''] = /\*\*Functions\*\*: ([^.]*)\./.exec(text) ?? [];
  const promised = [...list.matchAll(/`(\w+)`/g)].map(([, name = '']) => name.toLowerCase());
  expect([...FUNCTION_NAMES].sort()).toEqual(promised.sort());
});
