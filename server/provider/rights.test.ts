/** Attacks on rights: roles that come out wider than they were asked for, data reached by a vault, and the last Owner. */
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import type { RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ended,
  INSTANCE,
  instance,
  open,
  pointsOf,
  protect,
  refusalOf,
  SERVER,
  startBackup,
  world,
  type Laboratory,
} from '../testing/laboratory.ts';
import type { Person } from './memory/directory.ts';
import { BACKUP_GROUP, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const GROUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);

const known: Person[] = world.people.map(({ principal }) => ({ token: principal.name, principal }));
const [operator, dataOwner] = known.map(({ principal }) => principal.objectId) as [string, string];
const outsider: Person = {
  token: 'outsider',
  principal: {
    objectId: '44444444-4444-4444-8444-444444444447',
    name: 'outsider',
    displayName: 'Outsider',
    type: 'User',
  },
};
const outside = outsider.principal.objectId;

let laboratory: Laboratory;
beforeEach(async () => {
  laboratory = await open({ people: [...known, outsider] });
});
afterEach(() => laboratory.stop());

const assignmentAt = (scope: string, name: string = crypto.randomUUID()) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

const assign = (scope: string, roleId: string, principalId: string, more: object = {}, as?: string) =>
  laboratory.send(
    'PUT',
    assignmentAt(scope),
    {
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        principalId,
        ...more,
      },
    },
    as,
  );

const assigned = async (scope: string, roleId: string, principalId: string): Promise<string> => {
  const answer = await assign(scope, roleId, principalId);
  expect(answer.status).toBe(201);
  return assignmentAt(scope, ((await answer.json()) as RoleAssignment).name);
};

describe('an assignment of a role', () => {
  const limited =
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))";

  it.each([
    ['condition', { condition: limited, conditionVersion: '2.0' }],
    ['Condition', { Condition: limited }],
    ['conditionVersion', { conditionVersion: '2.0' }],
    ['condition', { condition: '' }],
    ['delegatedManagedIdentityResourceId', { delegatedManagedIdentityResourceId: VAULT_ID }],
    ['expiration', { expiration: { type: 'AfterDuration', duration: 'PT1H' } }],
    ['scope', { scope: `${SUBSCRIPTION}/resourceGroups/other` }],
  ])('with %s that would not hold is refused, and not made without it', async (field, more) => {
    const answer = await assign(SUBSCRIPTION, ROLE_IDS.rbacAdministrator, outside, more);
    const { error } = (await answer.json()) as ErrorEnvelope;
    expect([answer.status, error.target?.toLowerCase()]).toEqual([400, `properties.${field}`.toLowerCase()]);
    // Whom it was meant for has got nothing.
    expect((await assign(SUBSCRIPTION, ROLE_IDS.owner, outside, {}, 'outsider')).status).toBe(403);
  });

  it('is not given other content by who may write one: a role that was limited stays what it was', async () => {
    const path = await assigned(GROUP, ROLE_IDS.reader, outside);
    const other = { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.owner}` };
    const again = await laboratory.send('PUT', path, { properties: { ...other, principalId: outside } });
    expect(await refusalOf(again)).toEqual([400, 'RoleAssignmentUpdateNotPermitted']);
    expect((await assign(GROUP, ROLE_IDS.owner, outside, {}, 'outsider')).status).toBe(403);
  });

  it('is made with what an answer holds besides, when it says nothing', async () => {
    const nothing = { condition: null, conditionVersion: null, delegatedManagedIdentityResourceId: null };
    expect((await assign(GROUP, ROLE_IDS.reader, outside, { ...nothing, scope: GROUP, createdBy: null })).status).toBe(
      201,
    );
  });

  it('reaches a template, too', async () => {
    const deployment = `${GROUP}/providers/Microsoft.Resources/deployments/roles`;
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Authorization/roleAssignments',
          apiVersion: '2022-04-01',
          name: crypto.randomUUID(),
          properties: {
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.rbacAdministrator}`,
            principalId: outside,
            condition: limited,
            conditionVersion: '2.0',
          },
        },
      ],
    };
    const accepted = await laboratory.send('PUT', deployment, { properties: { mode: 'Incremental', template } });
    expect(accepted.status).toBe(201);
    await laboratory.clock.advance(5_000);
    expect(await laboratory.get(deployment)).toMatchObject({ properties: { provisioningState: 'Failed' } });
    expect((await assign(GROUP, ROLE_IDS.owner, outside, {}, 'outsider')).status).toBe(403);
  });
});

describe('whoever may do everything with a vault, and nothing with the server', () => {
  const LINKED = [403, 'LinkedAuthorizationFailed'];
  const rule = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
  let point: RecoveryPoint | undefined;

  beforeEach(async () => {
    await assigned(GROUP, ROLE_IDS.contributor, outside);
    await protect(laboratory);
    expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
    [point] = await pointsOf(laboratory);
  });

  it('does not have it checked or configured', async () => {
    const check = await laboratory.send(
      'POST',
      `${VAULT_ID}/validateForBackup`,
      { backupInstance: instance },
      'outsider',
    );
    expect(await refusalOf(check)).toEqual(LINKED);
    for (const id of [`${VAULT_ID}/backupInstances/theirs`, INSTANCE]) {
      expect(await refusalOf(await laboratory.send('PUT', id, { properties: instance }, 'outsider'))).toEqual(LINKED);
    }
  });

  it('does not have it backed up, now or again', async () => {
    expect(await refusalOf(await laboratory.send('POST', `${INSTANCE}/backup`, rule, 'outsider'))).toEqual(LINKED);
    expect((await laboratory.send('POST', `${INSTANCE}/suspendBackups`, undefined, 'outsider')).status).toBe(202);
    await laboratory.clock.advance(1_000);
    for (const action of ['resumeProtection', 'resumeBackups']) {
      expect(await refusalOf(await laboratory.send('POST', `${INSTANCE}/${action}`, undefined, 'outsider'))).toEqual(
        LINKED,
      );
    }
  });

  it('does not have it restored into a server of its own, or as files', async () => {
    const request = {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId: point?.name,
      restoreTargetInfo: {
        objectType: 'RestoreFilesTargetInfo',
        recoveryOption: 'FailIfExists',
        restoreLocation: REGION,
        targetDetails: {
          restoreTargetLocationType: 'AzureBlobs',
          url: 'https://theirs.blob.core.windows.net/loot',
          filePrefix: 'loot',
        },
      },
    };
    const restored = await laboratory.send('POST', `${INSTANCE}/restore`, request, 'outsider');
    expect(await refusalOf(restored)).toEqual(LINKED);
    const body = { restoreRequestObject: request };
    const checked = await laboratory.send('POST', `${INSTANCE}/validateRestore`, body, 'outsider');
    expect(await refusalOf(checked)).toEqual(LINKED);
  });

  it('does all of it with the right to read the server', async () => {
    await assigned(SERVER, ROLE_IDS.reader, outside);
    expect((await laboratory.send('POST', `${INSTANCE}/backup`, rule, 'outsider')).status).toBe(202);
  });
});

describe('the last Owner', () => {
  const own = async (): Promise<string> => {
    const { value } = await laboratory.get<{ value: RoleAssignment[] }>(
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '${operator}'`,
    );
    return assignmentAt(SUBSCRIPTION, value[0]?.name);
  };

  it('does not take the role from itself, and is told the way out', async () => {
    const answer = await laboratory.send('DELETE', await own());
    const { error } = (await answer.json()) as ErrorEnvelope;
    expect([answer.status, error.code]).toEqual([409, 'LastOwnerCannotBeRemoved']);
    expect(error.message).toContain('npm run link -- --repair');
    expect((await laboratory.send('GET', await own())).status).toBe(200);
  });

  it('is the last also when the others are Owner of less, have another role, or are nobody', async () => {
    await assigned(GROUP, ROLE_IDS.owner, dataOwner);
    await assigned(SUBSCRIPTION, ROLE_IDS.userAccessAdministrator, outside);
    const { identity } = await laboratory.get<Vault>(VAULT_ID);
    await assigned(SUBSCRIPTION, ROLE_IDS.owner, identity?.principalId ?? '');
    expect((await laboratory.send('DELETE', await own())).status).toBe(409);
  });

  it('may go when somebody else is Owner, who is then the last', async () => {
    const others = await assigned(SUBSCRIPTION, ROLE_IDS.owner, outside);
    expect((await laboratory.send('DELETE', await own())).status).toBe(200);
    expect((await laboratory.send('DELETE', others, undefined, 'outsider')).status).toBe(409);
  });

  it('is one of two who leave together', async () => {
    const others = await assigned(SUBSCRIPTION, ROLE_IDS.owner, outside);
    const answers = await Promise.all([
      laboratory.send('DELETE', await own()),
      laboratory.send('DELETE', others, undefined, 'outsider'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
