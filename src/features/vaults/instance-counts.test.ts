import { expect, it } from 'vitest';
import type { BackupInstance, BackupInstanceProperties } from '#protocol/data-protection.ts';
import { countByProtection } from './instance-counts.ts';

const instance = (currentProtectionState: string): BackupInstance => ({
  id: 'instance',
  name: 'instance',
  type: 'Microsoft.DataProtection/backupVaults/backupInstances',
  properties: { currentProtectionState } as BackupInstanceProperties,
});

it('counts states with the same name together, and has the usual three even when there are none', () => {
  const counts = countByProtection(['ProtectionError', 'ConfiguringProtectionFailed', 'SoftDeleted'].map(instance));
  expect(Object.fromEntries(counts)).toEqual({
    'Protection configured': 0,
    'Configuring protection': 0,
    'Protection error': 2,
    'Soft deleted': 1,
  });
});
