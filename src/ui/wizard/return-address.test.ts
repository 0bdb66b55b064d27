import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnAddress, withChoice } from './return-address.ts';

describe('the address to return to', () => {
  it.each([
    ['/configure-backup/policy?vault=%2Fa', '/configure-backup/policy?vault=%2Fa'],
    ['/vaults', '/vaults'],
    ['/a#b', '/a#b'],
    ['/a?next=//evil.example', '/a?next=//evil.example'],
    ['/a/../b', '/b'],
    [null, undefined],
    ['', undefined],
    ['vaults', undefined],
    ['https://evil.example', undefined],
    ['//evil.example', undefined],
    ['/\\evil.example', undefined],
    ['/\t/evil.example', undefined],
    ['/\n\\evil.example', undefined],
    ['/.//evil.example', undefined],
    ['/a/..//evil.example', undefined],
    ['/%2e%2e//evil.example', undefined],
    ['javascript:alert(1)', undefined],
    ['//', undefined],
  ])('of %j is %j', (text, address) => {
    expect(returnAddress(text)).toBe(address);
  });

  it('never leads to another origin', () => {
    const pieces = fc.constantFrom('/', '\\', '.', '..', '\t', '\n', '%2f', '%2e', 'evil.example', ':', '@', '?', '#');
    fc.assert(
      fc.property(
        fc.array(pieces).map((some) => some.join('')),
        (text) => {
          const address = returnAddress(text);
          if (address !== undefined)
            expect(new URL(address, 'https://portal.example').origin).toBe('https://portal.example');
        },
      ),
    );
  });
});

it('names what is new in the address, beside what was there', () => {
  expect(withChoice('/configure-backup/policy?vault=%2Fv&policy=%2Fold&servers=%2Fs', 'policy', '/v/p')).toBe(
    '/configure-backup/policy?vault=%2Fv&policy=%2Fv%2Fp&servers=%2Fs',
  );
});
