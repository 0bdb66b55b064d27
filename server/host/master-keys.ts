/**
 * The master keys of the installation: those of MASTER_KEY, else one derived from its secret, so that servers that
 * share SECRET_KEY share it. The derived one always unwraps what it wrapped before MASTER_KEY was set.
 */
import { identityOf, masterKeysOf, type MasterKeys } from '#adapters/age/master-keys.ts';
import type { Config } from './config.ts';
import type { Secrets } from './secrets.ts';

export function openMasterKeys({ MASTER_KEY }: Pick<Config, 'MASTER_KEY'>, secrets: Secrets): Promise<MasterKeys> {
  const own = identityOf(secrets.key('vaults'));
  const [current, ...former] = MASTER_KEY ?? [];
  return masterKeysOf(current === undefined ? [own] : [current, ...former, own]);
}
