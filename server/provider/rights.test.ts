/** Attacks on rights: roles that become wider than requested, data reached by a vault, and the last Owner. */
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import type { RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { idKey, resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
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
import { servers } from './records.ts';
import { BACKUP_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

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

  it('cannot be rewritten by a caller that may only write one: a limited role stays as it was', async () => {
    const path = await assigned(GROUP, ROLE_IDS.reader, outside);
    const other = { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.owner}` };
    const again = await laboratory.send('PUT', path, { properties: { ...other, principalId: outside } });
    expect(await refusalOf(again)).toEqual([400, 'RoleAssignmentUpdateNotPermitted']);
    expect((await assign(GROUP, ROLE_IDS.owner, outside, {}, 'outsider')).status).toBe(403);
  });

  it('is created from a response’s properties, when they request nothing', async () => {
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

describe('a caller with all rights to a vault, and none to the server', () => {
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

describe('a role that was given at what is deleted then', () => {
  const again = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv-again`;
  const vault = {
    location: REGION,
    properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
  };
  const made = async (path: string, body: object) => {
    expect([200, 201]).toContain((await laboratory.send('PUT', path, body)).status);
    await laboratory.clock.advance(5_000);
  };
  const deleted = async (path: string) => {
    expect([200, 202]).toContain((await laboratory.send('DELETE', path)).status);
    await laboratory.clock.advance(5_000);
  };
  const read = (path: string) => laboratory.send('GET', path, undefined, 'outsider');

  it('is none at the vault, the policy or the instance that gets its name', async () => {
    const policy = `${again}/backupPolicies/weekly`;
    const { properties } = await laboratory.get<{ properties: object }>(POLICY_ID);
    await made(again, vault);
    await made(policy, { properties });
    for (const scope of [again, policy]) await assigned(scope, ROLE_IDS.owner, outside);
    await deleted(policy);
    await deleted(again);
    await made(again, vault);
    await made(policy, { properties });
    expect(await refusalOf(await read(again))).toEqual([403, 'AuthorizationFailed']);
    expect(await refusalOf(await read(policy))).toEqual([403, 'AuthorizationFailed']);

    await protect(laboratory);
    await assigned(INSTANCE, ROLE_IDS.owner, outside);
    await deleted(INSTANCE);
    await made(INSTANCE, { properties: instance });
    expect(await refusalOf(await read(INSTANCE))).toEqual([403, 'AuthorizationFailed']);
  });

  it('is none at the server that gets its name', async () => {
    const before = await laboratory.ports.store.transact((tx) => tx.get(servers, idKey(SERVER)));
    await assigned(SERVER, ROLE_IDS.owner, outside);
    expect((await read(SERVER)).status).toBe(200);
    await deleted(SERVER);
    if (before) await laboratory.ports.store.transact((tx) => tx.put(servers, idKey(SERVER), before.value));
    expect(await refusalOf(await read(SERVER))).toEqual([403, 'AuthorizationFailed']);
  });

  it('is still one when the instance comes back from what its vault keeps', async () => {
    await protect(laboratory);
    expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
    await assigned(INSTANCE, ROLE_IDS.reader, outside);
    await deleted(INSTANCE);
    const undelete = `${INSTANCE.replace('/backupInstances/', '/deletedBackupInstances/')}/undelete`;
    expect((await laboratory.send('POST', undelete)).status).toBe(202);
    await laboratory.clock.advance(5_000);
    expect((await read(INSTANCE)).status).toBe(200);
  });
});

describe('a template of a caller that may deploy to only one group', () => {
  const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
  const other = resourceGroupScope(SUBSCRIPTION_ID, 'rg-other');
  const deployment = `${GROUP}/providers/Microsoft.Resources/deployments/looking`;
  /** Nested in another group or in the subscription, with an output that cannot be made of what it finds there. */
  const looking = (place: object, level: string, value: string) => ({
    $schema: schema,
    contentVersion: '1.0.0.0',
    resources: [
      {
        ...{ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'inside', ...place },
        properties: {
          mode: 'Incremental',
          expressionEvaluationOptions: { scope: 'inner' },
          template: {
            $schema: schema.replace('deploymentTemplate', level),
            contentVersion: '1.0.0.0',
            resources: [],
            outputs: { it: { type: 'int', value } },
          },
        },
      },
    ],
  });

  it.each([
    ['another group', { resourceGroup: 'rg-other' }, 'deploymentTemplate', '[int(resourceGroup().tags.secret)]'],
    [
      'the subscription',
      { subscriptionId: SUBSCRIPTION_ID, location: REGION },
      'subscriptionDeploymentTemplate',
      '[int(subscription().displayName)]',
    ],
  ])('learns nothing about %s', async (_, place, level, value) => {
    expect((await laboratory.send('PUT', other, { location: REGION, tags: { secret: 'the tag' } })).status).toBe(200);
    await assigned(GROUP, ROLE_IDS.contributor, outside);
    const properties = { mode: 'Incremental', template: looking(place, level, value) };
    const response = await laboratory.send('POST', `${deployment}/validate`, { properties }, 'operator');
    expect(await refusalOf(response)).toEqual([400, 'InvalidTemplate']);
    const refused = await laboratory.send('POST', `${deployment}/validate`, { properties }, 'outsider');
    expect(await refusalOf(refused.clone())).toEqual([403, 'InvalidTemplateDeployment']);
    expect(await refused.text()).not.toMatch(/the tag|whole number/);
    const put = await laboratory.send('PUT', deployment, { properties }, 'outsider');
    expect(await put.text()).not.toMatch(/the tag|whole number/);
    await laboratory.clock.advance(5_000);
    expect(JSON.stringify(await laboratory.get(deployment))).not.toMatch(/the tag|whole number/);
  });
});

describe('the last Owner', () => {
  const own = async (): Promise<string> => {
    const { value } = await laboratory.get<{ value: RoleAssignment[] }>(
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '${operator}'`,
    );
    return assignmentAt(SUBSCRIPTION, value[0]?.name);
  };

  it('does not remove its own role, and gets advice', async () => {
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
