/**
 * What stands in the way of deleting a vault (docs/reference/screens.md#deleting-a-vault), from what its lists say.
 * Pure.
 */
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';

/** What a list says: `undefined` as long as it has not come, `failed` when it did not. */
export type Asked<T> = readonly T[] | 'failed' | undefined;

export interface Hurdle {
  what: 'instances' | 'softDeleted' | 'policies';
  /** Undefined as long as nobody knows. */
  count: number | undefined;
  hasFailed: boolean;
}

export interface VaultContent {
  instances: Asked<unknown>;
  softDeleted: Asked<unknown>;
  policies: Asked<unknown>;
}

/** In the order in which one clears them: a policy can go when nothing uses it. */
export const hurdlesOf = (content: VaultContent): Hurdle[] =>
  (['instances', 'softDeleted', 'policies'] as const).map((what) => {
    const said = content[what];
    return { what, count: said === 'failed' ? undefined : said?.length, hasFailed: said === 'failed' };
  });

/** Why the vault cannot be deleted yet; undefined when nothing stands in the way. */
export function deleteReason(hurdles: readonly Hurdle[]): string | undefined {
  if (hurdles.some(({ count }) => count !== undefined && count > 0)) return 'Clear what stands in the way first.';
  if (hurdles.some(({ hasFailed }) => hasFailed)) return 'It is not known whether something stands in the way.';
  return hurdles.some(({ count }) => count === undefined) ? 'The contents of the vault are being read.' : undefined;
}

/** When the last of them goes for good by itself; undefined when none is kept. */
export const lastPurge = (softDeleted: readonly DeletedBackupInstance[]): string | undefined =>
  softDeleted
    .map(({ properties }) => properties.deletionInfo.scheduledPurgeTime)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
