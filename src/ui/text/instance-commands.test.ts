import { describe, expect, it } from 'vitest';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { disabledReasons, isProtectionError, stoppedNoteOf, type InstanceCommand } from './instance-commands.ts';

const available = (
  state: string,
  facts: { hasRecoveryPoint?: boolean; isBackupRunning?: boolean } = {},
): InstanceCommand[] => {
  const reasons = disabledReasons({ state, hasRecoveryPoint: true, isBackupRunning: false, ...facts });
  return (Object.keys(reasons) as InstanceCommand[]).filter((command) => reasons[command] === undefined);
};

describe('disabledReasons', () => {
  it.each([
    ['ConfiguringProtection', []],
    ['UpdatingProtection', []],
    ['ProtectionConfigured', ['backupNow', 'restore', 'verify', 'drill', 'stopBackup', 'edit', 'delete']],
    ['protectionconfigured', ['backupNow', 'restore', 'verify', 'drill', 'stopBackup', 'edit', 'delete']],
    ['ProtectionError', ['restore', 'verify', 'drill', 'fixError', 'delete']],
    ['ConfiguringProtectionFailed', ['restore', 'verify', 'drill', 'fixError', 'delete']],
    ['ProtectionStopped', ['restore', 'verify', 'drill', 'resumeBackup', 'delete']],
    ['BackupsSuspended', ['restore', 'verify', 'drill', 'resumeBackup', 'delete']],
    ['SoftDeleting', []],
    ['SoftDeleted', ['undelete']],
    ['SomethingNew', ['restore', 'verify', 'drill', 'delete']],
  ])('in the state %s leaves %j', (state, commands) => {
    expect(available(state)).toEqual(commands);
  });

  it('neither backs up nor stops nor deletes while a backup runs, and says so', () => {
    expect(available('ProtectionConfigured', { isBackupRunning: true })).toEqual(['verify', 'drill', 'edit']);
    expect(
      disabledReasons({ state: 'ProtectionConfigured', hasRecoveryPoint: true, isBackupRunning: true }).backupNow,
    ).toBe('A backup of this instance is running. Wait until it has ended.');
  });

  it('says why no drill can be made', () => {
    const facts = { state: 'ProtectionConfigured', hasRecoveryPoint: true, isBackupRunning: false };
    expect(disabledReasons({ ...facts, drillUnavailable: 'This machine has none.' })).toMatchObject({
      verify: undefined,
      drill: 'This machine has none.',
    });
  });

  it('says that there is nothing to restore before the first backup', () => {
    expect(
      disabledReasons({ state: 'ProtectionConfigured', hasRecoveryPoint: false, isBackupRunning: false }).restore,
    ).toBe('There is no recovery point to restore yet.');
  });
});

it.each([
  ['ProtectionError', true],
  ['ConfiguringProtectionFailed', true],
  ['ProtectionConfigured', false],
  ['SomethingNew', false],
])('%s is an error: %s', (state, isError) => {
  expect(isProtectionError(state)).toBe(isError);
});

describe('stoppedNoteOf', () => {
  const note = { code: 'BroughtBackFromStorage', message: 'It was brought back.' };
  it.each([
    ['ProtectionStopped', note],
    ['BackupsSuspended', note],
    ['ProtectionConfigured', undefined],
    ['ProtectionError', undefined],
  ])('in the state %s is %j', (currentProtectionState, expected) => {
    const properties = { currentProtectionState, protectionErrorDetails: note };
    expect(stoppedNoteOf({ properties } as unknown as BackupInstance)).toEqual(expected);
  });
});
