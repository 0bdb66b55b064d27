/** What prevents deleting a vault (docs/reference/screens.md#deleting-a-vault), from its lists. Pure. */
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';

/** The state of a list: `undefined` while it loads, `failed` when it did not load. */
export type Asked<T> = readonly T[] | 'failed' | undefined;

export interface Hurdle {
  what: 'instances' | 'softDeleted' | 'policies' | 'removing';
  /** Undefined while unknown. */
  count: number | undefined;
  hasFailed: boolean;
}

export interface VaultContent {
  instances: Asked<unknown>;
  softDeleted: Asked<unknown>;
  policies: Asked<unknown>;
  /** Expired recovery points whose files are still to be removed: nobody can do anything about them, and few vaults have any. */
  removing: number;
}

/** In the order of removal: a policy can be deleted when nothing uses it. */
export const hurdlesOf = (content: VaultContent): Hurdle[] => [
  ...(['instances', 'softDeleted', 'policies'] as const).map((what) => {
    const said = content[what];
    return { what, count: said === 'failed' ? undefined : said?.length, hasFailed: said === 'failed' };
  }),
  ...(content.removing > 0 ? [{ what: 'removing' as const, count: content.removing, hasFailed: false }] : []),
];

/** Why the vault cannot be deleted yet; undefined when nothing prevents it. */
export function deleteReason(hurdles: readonly Hurdle[]): string | undefined {
  const inTheWay = hurdles.filter(({ count }) => count !== undefined && count > 0);
  if (inTheWay.some(({ what }) => what !== 'removing')) return 'Remove what prevents the deletion first.';
  if (inTheWay.length > 0) return 'Wait until what has expired is removed.';
  if (hurdles.some(({ hasFailed }) => hasFailed)) return 'It is not known whether something prevents the deletion.';
  return hurdles.some(({ count }) => count === undefined) ? 'The contents of the vault are being read.' : undefined;
}

/** When the last of them is deleted for good by itself; undefined when there is none. */
export const lastPurge = (softDeleted: readonly DeletedBackupInstance[]): string | undefined =>
  softDeleted
    .map(({ properties }) => properties.deletionInfo.scheduledPurgeTime)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
