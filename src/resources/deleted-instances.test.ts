import { describe, expect, it } from 'vitest';
import type { BackupInstance, DeletedBackupInstance } from '#protocol/data-protection.ts';
import { withDeleted } from './deleted-instances.ts';

const VAULT = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v';

const present = (name: string) =>
  ({
    id: `${VAULT}/backupInstances/${name}`,
    properties: { currentProtectionState: 'ProtectionConfigured' },
  }) as BackupInstance;
const deleted = (name: string) =>
  ({
    id: `${VAULT}/deletedBackupInstances/${name}`,
    properties: { currentProtectionState: 'SoftDeleted' },
  }) as DeletedBackupInstance;

const states = (list: readonly BackupInstance[]) =>
  list.map(({ id, properties }) => [id.split('/').at(-1), properties.currentProtectionState]);

describe('the list of present and soft-deleted instances', () => {
  it('holds both, each by the id that the instance had', () => {
    const list = withDeleted([present('a')], [deleted('b')], true);
    expect(list.map(({ id }) => id)).toEqual([`${VAULT}/backupInstances/a`, `${VAULT}/backupInstances/b`]);
  });

  it('holds an instance once that was deleted before the newer response', () => {
    const list = withDeleted([present('a'), present('b')], [deleted('B')], true);
    expect(states(list)).toEqual([
      ['a', 'ProtectionConfigured'],
      ['B', 'SoftDeleted'],
    ]);
  });

  it('holds an instance once that was undeleted before the newer response', () => {
    const list = withDeleted([present('b')], [deleted('b'), deleted('c')], false);
    expect(states(list)).toEqual([
      ['b', 'ProtectionConfigured'],
      ['c', 'SoftDeleted'],
    ]);
  });
});
