import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { keptChoice, keptList, useKept } from './kept.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  [null, 'small'],
  ['large', 'large'],
  ['enormous', 'small'],
])('reads the choice %j as %s', (text, choice) => {
  if (text !== null) localStorage.setItem('backup-portal.size', text);
  expect(keptChoice('size', ['small', 'large']).read()).toBe(choice);
});

it.each([
  [null, ['first']],
  ['[]', []],
  ['["a", 1, "b", null]', ['a', 'b']],
  ['{"0": "a"}', ['first']],
  ['["a"', ['first']],
])('reads the list %s as %j', (text, list) => {
  if (text !== null) localStorage.setItem('backup-portal.names', text);
  expect(keptList('names', isText, ['first']).read()).toEqual(list);
});

it('returns the same list until another one is stored', () => {
  const names = keptList('names', isText);
  names.keep(['a']);
  const before = names.read();
  expect(names.read()).toBe(before);
  names.keep(['b']);
  expect(names.read()).toEqual(['b']);
});

it('notifies a component of what is stored here and in another tab', () => {
  const size = keptChoice('size', ['small', 'large']);
  const { result } = renderHook(() => useKept(size));
  expect(result.current).toBe('small');
  act(() => {
    size.keep('large');
  });
  expect(result.current).toBe('large');
  act(() => {
    localStorage.setItem('backup-portal.size', 'small');
    dispatchEvent(new StorageEvent('storage'));
  });
  expect(result.current).toBe('small');
});

it('keeps it as long as the page is there when the browser forbids storage', () => {
  const forbid = () => {
    throw new DOMException('No.', 'SecurityError');
  };
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(forbid);
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(forbid);
  const size = keptChoice('forbidden', ['small', 'large']);
  expect(size.read()).toBe('small');
  size.keep('large');
  expect(size.read()).toBe('large');
});
