import { expect, it } from 'vitest';
import { identityOf, masterKeysOf } from './age/master-keys.ts';
import { createRecordSealing } from './record-sealing.ts';

const FIRST = identityOf(new Uint8Array(32).fill(1));
const SECOND = identityOf(new Uint8Array(32).fill(2));
const sealingWith = async (...identities: [string, ...string[]]) => createRecordSealing(await masterKeysOf(identities));

it('opens what belongs to the record, and nothing that was moved or changed', async () => {
  const sealing = await sealingWith(FIRST);
  const sealed = sealing.seal('the password', 'server one');
  expect(sealed).not.toContain('password');
  expect(sealing.open(sealed, 'server one')).toBe('the password');
  expect(() => sealing.open(sealed, 'server two')).toThrow();
  expect(() => sealing.open(`${sealed.slice(0, -2)}AA`, 'server one')).toThrow();
  expect(() => sealing.open(sealed.slice(0, 20), 'server one')).toThrow();
  expect(() => sealing.open('the password', 'server one')).toThrow();
});

it('opens with former keys, seals with the current one, and with no other', async () => {
  const sealed = (await sealingWith(FIRST)).seal('the password', 'server one');
  const both = await sealingWith(SECOND, FIRST);
  expect(both.open(sealed, 'server one')).toBe('the password');
  const resealed = both.reseal(sealed, 'server one');
  const later = await sealingWith(SECOND);
  expect(later.open(resealed, 'server one')).toBe('the password');
  expect(() => later.open(sealed, 'server one')).toThrow();
  expect(() => both.reseal(sealed, 'server two')).toThrow();
});

it('binds what was not bound to a record yet, once', async () => {
  const sealing = await sealingWith(FIRST);
  const bound = sealing.reseal('sealed as before', 'server one');
  expect(sealing.open(bound, 'server one')).toBe('sealed as before');
  expect(() => sealing.open('sealed as before', 'server one')).toThrow();
});
