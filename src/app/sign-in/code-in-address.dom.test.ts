import { afterEach, expect, it } from 'vitest';
import { takeCodeFromAddress } from './code-in-address.ts';

afterEach(() => history.replaceState(null, '', '/'));

it('takes the code, and leaves path, query and fragment as they were', () => {
  history.replaceState(null, '', '/bcc/jobs?status=Failed&code=abc#top');
  expect(takeCodeFromAddress()).toBe('abc');
  expect(location.pathname + location.search + location.hash).toBe('/bcc/jobs?status=Failed#top');
});

it('leaves an address without a code alone', () => {
  history.replaceState(null, '', '/vaults?filter=a');
  expect(takeCodeFromAddress()).toBeNull();
  expect(location.search).toBe('?filter=a');
});
