import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManagementLock, Permission } from './authorization.ts';
import type { BackupInstance, Vault } from './data-protection.ts';
import {
  attemptsOf,
  cancellationOf,
  changeOfServer,
  changeOfVault,
  configuringIn,
  deletionOfPolicy,
  deletionOfVault,
  heldText,
  identityHeldText,
  lockIn,
  lockListOf,
  policyIn,
  refusalOf,
  restoringFrom,
  roleDefinitionAt,
  roleGrantAt,
  roleRemovalAt,
  unlockingOf,
  type Attempt,
  type InstanceAttempt,
  type RefusalFacts,
} from './refusals.ts';

const SUBSCRIPTION = '/subscriptions/11111111-1111-4111-8111-111111111111';
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-backup`;
const VAULT = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv`;
const POLICY = `${VAULT}/backupPolicies/weekly`;
const INSTANCE = `${VAULT}/backupInstances/pg`;
const JOB = `${VAULT}/backupJobs/job`;
const SERVER = `${SUBSCRIPTION}/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg`;

const permission = (actions: string[], notActions: string[] = []): Permission => ({
  actions,
  notActions,
  dataActions: [],
  notDataActions: [],
});
const ALL = [permission(['*'])];
const READ = [permission(['*/read'])];

const lock = (scope: string, level: ManagementLock['properties']['level'], name = 'keep'): ManagementLock => ({
  id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
  name,
  type: 'Microsoft.Authorization/locks',
  properties: { level },
});

const facts = (given: Partial<RefusalFacts> = {}): RefusalFacts => ({
  grantedAt: () => ALL,
  locks: [],
  subscriptionName: () => 'Contoso',
  ...given,
});

const instance = attemptsOf({
  id: INSTANCE,
  properties: { dataSourceInfo: { resourceID: SERVER } },
} as unknown as BackupInstance);

const every: Record<string, Attempt> = {
  ...instance,
  changeOfVault: changeOfVault(VAULT),
  deletionOfVault: deletionOfVault(VAULT),
  configuringIn: configuringIn(VAULT),
  restoringFrom: restoringFrom(VAULT),
  policyIn: policyIn(VAULT),
  deletionOfPolicy: deletionOfPolicy(POLICY),
  cancellationOf: cancellationOf(JOB),
  roleGrantAt: roleGrantAt(VAULT),
  roleRemovalAt: roleRemovalAt(VAULT),
  changeOfServer: changeOfServer(SERVER),
  roleDefinitionAt: roleDefinitionAt([GROUP], 'write'),
  lockIn: lockIn(VAULT),
  unlockingOf: unlockingOf(VAULT),
};
const names = Object.keys(every);
const attempt = (name: string): Attempt => every[name] ?? changeOfVault(VAULT);

describe('a right that is missing', () => {
  it.each([
    ['changeOfVault', 'Microsoft.DataProtection/backupVaults/write'],
    ['deletionOfVault', 'Microsoft.DataProtection/backupVaults/delete'],
    ['configuringIn', 'Microsoft.DataProtection/backupVaults/backupInstances/write'],
    ['restoringFrom', 'Microsoft.DataProtection/backupVaults/backupInstances/restore/action'],
    ['policyIn', 'Microsoft.DataProtection/backupVaults/backupPolicies/write'],
    ['deletionOfPolicy', 'Microsoft.DataProtection/backupVaults/backupPolicies/delete'],
    ['cancellationOf', 'Microsoft.DataProtection/backupVaults/backupJobs/cancel/action'],
    ['roleGrantAt', 'Microsoft.Authorization/roleAssignments/write'],
    ['roleRemovalAt', 'Microsoft.Authorization/roleAssignments/delete'],
    ['roleDefinitionAt', 'Microsoft.Authorization/roleDefinitions/write'],
    ['lockIn', 'Microsoft.Authorization/locks/write'],
    ['unlockingOf', 'Microsoft.Authorization/locks/delete'],
    ['changeOfServer', 'Microsoft.DBforPostgreSQL/flexibleServers/write'],
    ['backupNow', 'Microsoft.DataProtection/backupVaults/backupInstances/backup/action'],
    ['restore', 'Microsoft.DataProtection/backupVaults/backupInstances/restore/action'],
    ['verify', 'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/verify/action'],
    ['drill', 'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/drill/action'],
    ['stopForever', 'Microsoft.DataProtection/backupVaults/backupInstances/stopProtection/action'],
    ['stopAsPolicy', 'Microsoft.DataProtection/backupVaults/backupInstances/suspendBackups/action'],
    ['resumeBackup', 'Microsoft.DataProtection/backupVaults/backupInstances/resumeProtection/action'],
    ['edit', 'Microsoft.DataProtection/backupVaults/backupInstances/write'],
    ['fixError', 'Microsoft.DataProtection/backupVaults/backupInstances/write'],
    ['delete', 'Microsoft.DataProtection/backupVaults/backupInstances/delete'],
    ['undelete', 'Microsoft.DataProtection/backupVaults/deletedBackupInstances/undelete/action'],
  ])('%s names %s, where it is missing, and the way out', (name, action) => {
    const said = refusalOf(attempt(name), facts({ grantedAt: () => READ }));
    expect(said).toContain(`You need the permission ${action} at `);
    expect(said).toContain('An owner can give you a role');
  });

  it('is looked for where the right is needed: also at the server, of whatever gets at what is in it', () => {
    const grantedAt = (scope: string) => (scope === SERVER ? [] : ALL);
    const closed = (Object.keys(instance) as InstanceAttempt[]).filter(
      (command) => refusalOf(instance[command], facts({ grantedAt })) !== undefined,
    );
    expect(closed).toEqual(['backupNow', 'restore', 'resumeBackup', 'edit', 'fixError']);
    expect(refusalOf(instance.restore, facts({ grantedAt }))).toContain(
      'Microsoft.DBforPostgreSQL/flexibleServers/read at the server pg.',
    );
  });

  it('is reported before a lock, as the service would', () => {
    const said = refusalOf(deletionOfVault(VAULT), facts({ grantedAt: () => READ, locks: [lock(VAULT, 'ReadOnly')] }));
    expect(said).toContain('You need the permission');
  });
});

describe('a lock', () => {
  it.each([
    [VAULT, 'the Backup vault bv'],
    [POLICY, 'the backup policy weekly'],
    [INSTANCE, 'the backup instance pg'],
    [GROUP, 'resource group rg-backup'],
    [SUBSCRIPTION, 'subscription Contoso'],
  ])('at %s is named with its scope, and so is the way out', (scope, where) => {
    expect(refusalOf(deletionOfVault(VAULT), facts({ locks: [lock(scope, 'CanNotDelete')] }))).toBe(
      `The Delete lock 'keep' at ${where} does not allow this. Delete the lock first, under Locks, if you may.`,
    );
  });

  it.each([
    ['CanNotDelete', GROUP, ['delete', 'deletionOfVault', 'deletionOfPolicy', 'roleRemovalAt']],
    // Locks themselves are not locked.
    ['ReadOnly', GROUP, names.filter((name) => !['changeOfServer', 'lockIn', 'unlockingOf'].includes(name))],
    ['ReadOnly', SERVER, ['changeOfServer']],
    // What lies above what is locked can still be changed, and not be deleted.
    ['CanNotDelete', INSTANCE, ['delete', 'deletionOfVault']],
    ['CanNotDelete', POLICY, ['deletionOfVault', 'deletionOfPolicy']],
    ['ReadOnly', JOB, ['deletionOfVault', 'cancellationOf']],
  ] as const)('%s at %s refuses exactly what it should', (level, scope, closed) => {
    const refused = names.filter(
      (name) => refusalOf(attempt(name), facts({ locks: [lock(scope, level)] })) !== undefined,
    );
    expect(refused.toSorted()).toEqual([...closed].toSorted());
  });

  it('beside others says how many there are', () => {
    const two = [lock(VAULT, 'ReadOnly'), lock(GROUP, 'CanNotDelete', 'all')];
    expect(refusalOf(deletionOfVault(VAULT), facts({ locks: two }))).toContain('and another lock do not allow this');
  });
});

it('what nobody knows refuses nothing', () => {
  for (const name of names) {
    expect(refusalOf(attempt(name), facts({ grantedAt: () => undefined, locks: undefined }))).toBeUndefined();
  }
});

it('more rights and fewer locks never refuse more', () => {
  const levels = fc.constantFrom('CanNotDelete' as const, 'ReadOnly' as const);
  const scopes = fc.constantFrom(SUBSCRIPTION, GROUP, VAULT, POLICY, INSTANCE, JOB, SERVER);
  const locks = fc.array(fc.tuple(scopes, levels).map(([scope, level]) => lock(scope, level)));
  const grants = fc.array(
    fc.constantFrom(
      '*',
      '*/read',
      '*/delete',
      '*/action',
      'Microsoft.DataProtection/*',
      'Microsoft.Authorization/*/write',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), locks, locks, grants, grants, (name, few, more, some, others) => {
      const said = (granted: string[], locked: ManagementLock[]) =>
        refusalOf(attempt(name), facts({ grantedAt: () => [permission(granted)], locks: locked }));
      const before = said(some, [...few, ...more]);
      const after = said([...some, ...others], few);
      if (before === undefined) expect(after).toBeUndefined();
    }),
  );
});

describe('an immutable vault', () => {
  const vault = (state: string): Vault =>
    ({ name: 'bv', properties: { securitySettings: { immutabilitySettings: { state } } } }) as unknown as Vault;
  const now = new Date('2026-06-01T00:00:00Z');
  const held = { expires: new Date('2027-01-01T00:00:00Z') };
  const over = { expires: new Date('2026-01-01T00:00:00Z') };

  it.each([
    ['Disabled', [held], undefined],
    ['Locked', [over], undefined],
    ['Locked', [], undefined],
    ['Locked', undefined, undefined],
    ['Locked', [held, over], /one recovery point must be kept until its time is over\. .* retain the data instead\.$/],
    ['locked', [held, { expires: undefined }], /2 recovery points must be kept until their time is over/],
    ['Unlocked', [held], /, or disable immutability in the properties of the vault\.$/],
  ])('%s with %j', (state, points, words) => {
    const said = heldText(vault(state), points, now);
    if (words === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(words);
  });

  it('that is not known holds nothing back', () => {
    expect(heldText(undefined, [held], now)).toBeUndefined();
  });

  it('keeps its identity while it holds backups', () => {
    expect(identityHeldText(vault('Unlocked'), true)).toContain("'bv' is immutable");
    expect(identityHeldText(vault('Unlocked'), false)).toBeUndefined();
    expect(identityHeldText(vault('Disabled'), true)).toBeUndefined();
  });
});

it.each([
  [VAULT, VAULT],
  [INSTANCE, VAULT],
  [`${VAULT}/providers/Microsoft.Authorization/roleAssignments/any`, VAULT],
  [SERVER, SERVER],
  [GROUP, GROUP],
  [`${GROUP}/providers/Microsoft.Authorization/roleAssignments/any`, GROUP],
  [SUBSCRIPTION, SUBSCRIPTION],
  ['nonsense', 'nonsense'],
])('the locks that an attempt at %s may meet are listed at %s', (id, scope) => {
  expect(lockListOf(id)).toBe(scope);
});
