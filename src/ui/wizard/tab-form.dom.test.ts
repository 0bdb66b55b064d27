import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { tabValue, useTabForm } from './tab-form.ts';

const schema = z.object({ name: z.string() });
type Form = z.infer<typeof schema>;
const options = { key: 'form', empty: { name: '' }, schema, reduce: (_: Form, name: string): Form => ({ name }) };

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

it.each(['', '{', '7', '{"name":1}', '[]'])('starts empty when %j is stored', (text) => {
  sessionStorage.setItem('form', text);
  expect(renderHook(() => useTabForm(options)).result.current.form).toEqual({ name: '' });
});

it('goes on without a storage', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('It is full.', 'QuotaExceededError');
  });
  const kept = tabValue<Form>(() => sessionStorage, 'form');
  expect(() => kept.keep({ name: 'x' })).not.toThrow();
  expect(kept.read(schema)).toBeUndefined();
});
