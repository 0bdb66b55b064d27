/** One-time codes: what a sign-in link carries. Only their digests are stored. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Kind, Principal, Store } from '#provider/ports.ts';

const LIFE_MS = 60 * 60 * 1000;
/** A used code is remembered for a while, so that a second try gets an error that says so. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

interface SignInCode {
  objectId: string;
  expiresAt: string;
  isUsed: boolean;
}

const signInCodes: Kind<SignInCode> = { name: 'sign-in-code', order: (code) => code.expiresAt };

export type Redeemed = { objectId: string } | { refused: 'unknown' | 'used' | 'expired' };

export interface SignInCodes {
  issue(person: Principal): Promise<string>;
  /** Works once. When two redeem one code at the same time, one gets `used`. */
  redeem(code: string): Promise<Redeemed>;
}

export function createSignInCodes(store: Store, clock: Clock): SignInCodes {
  return {
    async issue({ objectId }) {
      const code = randomBytes(24).toString('base64url');
      const now = clock.now().getTime();
      await store.transact(async (tx) => {
        const old = await tx.list(signInCodes, { to: new Date(now - REMEMBERED_MS).toISOString() });
        for (const { key } of old) await tx.delete(signInCodes, key);
        const expiresAt = new Date(now + LIFE_MS).toISOString();
        await tx.put(signInCodes, digestOf(code), { objectId, expiresAt, isUsed: false });
      });
      return code;
    },
    redeem: (code) =>
      store.transact(async (tx): Promise<Redeemed> => {
        const key = digestOf(code);
        const found = (await tx.get(signInCodes, key))?.value;
        if (found === undefined) return { refused: 'unknown' };
        if (found.isUsed) return { refused: 'used' };
        if (Date.parse(found.expiresAt) <= clock.now().getTime()) return { refused: 'expired' };
        await tx.put(signInCodes, key, { ...found, isUsed: true });
        return { objectId: found.objectId };
      }),
  };
}

const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex');
