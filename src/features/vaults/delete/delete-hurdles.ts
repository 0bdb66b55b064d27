/** What prevents deleting a vault (docs/reference/screens.md#deleting-a-vault), from its lists. Pure. */
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';

/** The state of a list: `undefined` while it loads, `failed` when it did not load. */
export type Asked<T> = readonly T[] | 'failed' | undefined;

export interface Hurdle {
  what: 'instances' | 'softDeleted' | 'policies';
  /** Undefined while unknown. */
  count: number | undefined;
  hasFailed: boolean;
}

export interface VaultContent {
  instances: Asked<unknown>;
  softDeleted: Asked<unknown>;
  policies: Asked<unknown>;
}

/** In the order of removal: a policy can be deleted when nothing uses it. */
export const hurdlesOf = (content: VaultContent): Hurdle[] =>
  (['instances', 'softDeleted', 'policies'] as const).map((what) => {
    const said = content[what];
    return { what, count: said === 'failed' ? undefined : said?.length, hasFailed: said === 'failed' };
  });

/** Why the vault cannot be deleted yet; undefined when nothing prevents it. */
export function deleteReason(hurdles: readonly Hurdle[]): string | undefined {
  if (hurdles.some(({ count }) => count !== undefined && count > 0)) return 'Remove what prevents the deletion first.';
  if (hurdles.some(({ hasFailed }) => hasFailed)) return 'It is not known whether something prevents the deletion.';
  return hurdles.some(({ count }) => count === undefined) ? 'The contents of the vault are being read.' : undefined;
}

/** When the last of them is deleted for good by itself; undefined when there is none. */
export const lastPurge = (softDeleted: readonly DeletedBackupInstance[]): string | undefined =>
  softDeleted
    .map(({ properties }) => properties.deletionInfo.scheduledPurgeTime)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
