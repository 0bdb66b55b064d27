import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { storedValue } from '#ui/state/stored.ts';
import { useTabForm } from './tab-form.ts';

interface Form {
  name: string;
}

const isForm = (stored: unknown): stored is Form =>
  typeof stored === 'object' && stored !== null && 'name' in stored && typeof stored.name === 'string';
const options = { key: 'form', empty: { name: '' }, isForm, reduce: (_: Form, name: string): Form => ({ name }) };

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

it('finds the form again after a reload', () => {
  const first = renderHook(() => useTabForm(options));
  act(() => first.result.current.dispatch('bv-new'));
  first.unmount();
  expect(renderHook(() => useTabForm(options)).result.current.form).toEqual({ name: 'bv-new' });
  expect(renderHook(() => useTabForm({ ...options, key: 'another' })).result.current.form).toEqual({ name: '' });
});

it('keeps nothing any more once it is discarded', () => {
  const { result, unmount } = renderHook(() => useTabForm(options));
  act(() => result.current.dispatch('bv-new'));
  act(() => {
    result.current.discard();
    result.current.dispatch('typed while leaving');
  });
  unmount();
  expect(sessionStorage.getItem('form')).toBeNull();
});

it.each(['', '{', '7', '{"name":1}', '[]'])('begins anew when %j is kept', (text) => {
  sessionStorage.setItem('form', text);
  expect(renderHook(() => useTabForm(options)).result.current.form).toEqual({ name: '' });
});

it('goes on without a storage', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('It is full.', 'QuotaExceededError');
  });
  const kept = storedValue(() => sessionStorage, 'form', isForm);
  expect(() => kept.keep({ name: 'x' })).not.toThrow();
  expect(kept.read()).toBeUndefined();
});
