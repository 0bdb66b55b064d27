/**
 * The master keys of an installation: identities of age. The first wraps the keys of the vaults; the others open what was
 * wrapped before the first one came. As an identity it is what a person keeps in a safe: the recovery key.
 */
import { bech32 } from '@scure/base';
import { identityToRecipient } from 'age-encryption';
import { hkdfSync } from 'node:crypto';
import type { AgeKey } from './age-header.ts';

export interface MasterKey extends AgeKey {
  /** 32 bytes for one purpose. */
  derive(purpose: 'vault keys' | 'sealing'): Uint8Array;
}

export type MasterKeys = [current: MasterKey, ...former: MasterKey[]];

const PREFIX = 'AGE-SECRET-KEY-';

/** Whether it is an identity as `age-keygen` prints it. */
export function isIdentity(text: string): boolean {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(text);
    return prefix.toUpperCase() === PREFIX && bytes.length === 32 && text === text.toUpperCase();
  } catch {
    return false;
  }
}

/** The identity that 32 secret bytes are. */
export const identityOf = (bytes: Uint8Array): string => bech32.encodeFromBytes(PREFIX, bytes).toUpperCase();

export const ageKeyOf = async (identity: string): Promise<AgeKey> => ({
  identity,
  recipient: await identityToRecipient(identity),
});

/** The first identity is the current one; one that is named twice counts once. */
export async function masterKeysOf([current, ...former]: readonly [string, ...string[]]): Promise<MasterKeys> {
  const others = [...new Set(former)].filter((one) => one !== current);
  return [await masterKeyOf(current), ...(await Promise.all(others.map(masterKeyOf)))];
}

async function masterKeyOf(identity: string): Promise<MasterKey> {
  return {
    ...(await ageKeyOf(identity)),
    derive: (purpose) => new Uint8Array(hkdfSync('sha256', identity, 'backup-portal', purpose, 32)),
  };
}
