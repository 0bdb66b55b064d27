/**
 * Template deployments: what a template creates, in whose name, and how errors are reported
 * (docs/reference/arm.md#8-deployments).
 */
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import { POLICY_TYPE, type BackupInstance, type Page } from '#protocol/data-protection.ts';
import {
  DEPLOYMENT_TYPE,
  GROUP_TEMPLATE_SCHEMA,
  SUBSCRIPTION_TEMPLATE_SCHEMA,
  type Deployment,
  type DeploymentOperation,
  type DeploymentOperationStatus,
} from '#protocol/deployments.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope } from '#protocol/resource-id.ts';
import { BACKUP_GROUP, DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost, ContractPerson } from '../host.ts';
import {
  assignment,
  assignmentBody,
  DATA,
  errorOf,
  eventually,
  fresh,
  instanceInput,
  isProtected,
  newGuid,
  PASSWORD,
  registerServer,
  serverId,
  SUBSCRIPTION,
  vaultIdentity,
  type Answer,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const deploymentIn = (scope: string, name: string): string => `${scope}/providers/${DEPLOYMENT_TYPE}/${name}`;
const BACKUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);

const groupTemplate = (parts: Record<string, unknown>) => ({
  $schema: GROUP_TEMPLATE_SCHEMA,
  contentVersion: '1.0.0.0',
  resources: [],
  ...parts,
});

const subscriptionTemplate = (parts: Record<string, unknown>) => ({
  ...groupTemplate(parts),
  $schema: SUBSCRIPTION_TEMPLATE_SCHEMA,
});

const bodyFor = (template: unknown, parameters: Record<string, unknown> = {}) => ({
  properties: {
    mode: 'Incremental',
    template,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
  },
});

interface Asked {
  parameters?: Record<string, unknown>;
  as?: ContractPerson;
  /** At subscription level. */
  location?: string;
}

const send = (
  arm: Arm,
  id: string,
  template: unknown,
  { parameters, as, location }: Asked = {},
): Promise<Answer<Deployment>> =>
  arm.put<Deployment>(
    id,
    { ...bodyFor(template, parameters), ...(location !== undefined && { location }) },
    as === undefined ? {} : { as },
  );

/** Follows the deployment to its end. */
async function settled(arm: Arm, answer: Answer<Deployment>): Promise<DeploymentOperationStatus> {
  const url = answer.headers.get('azure-asyncoperation');
  expect(url, answer.text).not.toBeNull();
  return eventually(
    () => arm.get<DeploymentOperationStatus>(url ?? ''),
    ({ status }) => status !== 'Accepted' && status !== 'Running',
  );
}

async function deploys(arm: Arm, id: string, template: unknown, asked?: Asked): Promise<Deployment> {
  const answer = await send(arm, id, template, asked);
  expect([200, 201], answer.text).toContain(answer.status);
  const status = await settled(arm, answer);
  expect(status).toEqual({ status: 'Succeeded' });
  return arm.get<Deployment>(id);
}

/** Both grants in one template, as docs/reference/arm.md#8-deployments describes them. */
const rolesTemplate = (principalId: string, serverName: string) => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: {
    principalId: { type: 'string', defaultValue: principalId },
    serverName: { type: 'string', defaultValue: serverName },
  },
  variables: {
    readerRole:
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
    ltrRole:
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c088a766-074b-43ba-90d4-1fb21feae531')]",
  },
  resources: [
    {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: "[guid(resourceGroup().id, parameters('principalId'), variables('readerRole'))]",
      properties: {
        roleDefinitionId: "[variables('readerRole')]",
        principalId: "[parameters('principalId')]",
        principalType: 'ServicePrincipal',
      },
    },
    {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      scope: "[format('Microsoft.DBforPostgreSQL/flexibleServers/{0}', parameters('serverName'))]",
      name: "[guid(resourceId('Microsoft.DBforPostgreSQL/flexibleServers', parameters('serverName')), parameters('principalId'), variables('ltrRole'))]",
      properties: {
        roleDefinitionId: "[variables('ltrRole')]",
        principalId: "[parameters('principalId')]",
        principalType: 'ServicePrincipal',
      },
    },
  ],
});

const reader = (principalId: string, more: Record<string, unknown> = {}) => ({
  type: 'Microsoft.Authorization/roleAssignments',
  apiVersion: '2022-04-01',
  name: "[guid(resourceGroup().id, 'reader')]",
  properties: {
    roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${ROLE_IDS.reader}')]`,
    principalId,
    principalType: 'ServicePrincipal',
  },
  ...more,
});

const rolesOf = async (arm: Arm, principalId: string): Promise<string[]> => {
  const filter = encodeURIComponent(`principalId eq '${principalId}'`);
  const { value } = await arm.get<Page<RoleAssignment>>(
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}`,
  );
  return value.map(({ properties }) => `${properties.roleDefinitionId.slice(-36)} ${properties.scope}`).sort();
};

async function freshServer(arm: Arm): Promise<string> {
  const name = fresh('pg-deploy');
  expect((await registerServer(arm, name)).status).toBe(201);
  return name;
}

async function freshGroup(arm: Arm): Promise<string> {
  const name = fresh('rg-deploy');
  expect((await arm.put(resourceGroupScope(SUBSCRIPTION_ID, name), { location: REGION })).status).toBe(201);
  return name;
}

export function describeDeployments(host: ContractHost): void {
  describe('template deployments', () => {
    const arm = freshWorld(host);

    /** A vault of its own: its identity has no roles yet. */
    async function freshVault(): Promise<{ vaultId: string; principalId: string }> {
      const vaultId = `${BACKUP}/providers/Microsoft.DataProtection/backupVaults/${fresh('bv-deploy')}`;
      const answer = await arm().put(vaultId, {
        location: REGION,
        identity: { type: 'SystemAssigned' },
        properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
      });
      expect((await arm().settle(answer)).status).toBe('Succeeded');
      return { vaultId, principalId: await vaultIdentity(arm(), vaultId) };
    }

    it('gives the roles of the role assignment template, and nothing twice when it is deployed again', async () => {
      const { principalId } = await freshVault();
      const server = await freshServer(arm());
      const id = deploymentIn(DATA, 'backup-roles');
      const first = await send(arm(), id, rolesTemplate(principalId, server));
      expect(first.status, first.text).toBe(201);
      expect(first.body).toMatchObject({
        id,
        name: 'backup-roles',
        type: DEPLOYMENT_TYPE,
        properties: {
          mode: 'Incremental',
          provisioningState: 'Accepted',
          parameters: { principalId: { type: 'string', value: principalId }, serverName: { value: server } },
          providers: [{ namespace: 'Microsoft.Authorization' }],
        },
      });
      expect(first.headers.get('azure-asyncoperation')).toMatch(
        /\/deployments\/backup-roles\/operationStatuses\/[0-9a-f-]{36}\?/,
      );
      expect(first.headers.get('location')).toBeNull();
      expect(await settled(arm(), first)).toEqual({ status: 'Succeeded' });
      const given = [`${ROLE_IDS.reader} ${DATA}`, `${ROLE_IDS.longTermRetentionBackup} ${serverId(server)}`].sort();
      expect(await rolesOf(arm(), principalId)).toEqual(given);

      const second = await send(arm(), id, rolesTemplate(principalId, server));
      expect(second.status).toBe(200);
      expect(await settled(arm(), second)).toEqual({ status: 'Succeeded' });
      expect(await rolesOf(arm(), principalId)).toEqual(given);

      const shown = await arm().get<Deployment>(id);
      expect(shown.properties.provisioningState).toBe('Succeeded');
      expect(shown.properties.outputResources).toHaveLength(2);
      const { value } = await arm().get<Page<DeploymentOperation>>(`${id}/operations`);
      expect(value.map(({ properties }) => [properties.provisioningState, properties.statusCode])).toEqual([
        ['Succeeded', 'OK'],
        ['Succeeded', 'OK'],
      ]);
      expect(value.map(({ properties }) => properties.targetResource?.resourceType)).toEqual([
        'Microsoft.Authorization/roleAssignments',
        'Microsoft.Authorization/roleAssignments',
      ]);
    });

    it('fails with each resource’s error, for a caller who may not assign roles', async () => {
      const { principalId } = await freshVault();
      const id = deploymentIn(DATA, fresh('not-allowed'));
      const answer = await send(arm(), id, rolesTemplate(principalId, await freshServer(arm())), {
        as: 'backup-admin',
      });
      expect(answer.status).toBe(201);
      const { status, error } = await settled(arm(), answer);
      expect([status, error?.code]).toEqual(['Failed', 'DeploymentFailed']);
      expect(error?.details?.map(({ code }) => code)).toEqual(['AuthorizationFailed', 'AuthorizationFailed']);
      expect(error?.details?.[0]?.message).toContain("perform action 'Microsoft.Authorization/roleAssignments/write'");
      expect(await rolesOf(arm(), principalId)).toEqual([]);
      const { value } = await arm().get<Page<DeploymentOperation>>(`${id}/operations`);
      expect(value.map(({ properties }) => [properties.provisioningState, properties.statusCode])).toEqual([
        ['Failed', 'Forbidden'],
        ['Failed', 'Forbidden'],
      ]);
      expect(value[0]?.properties.statusMessage?.error.code).toBe('AuthorizationFailed');

      const check = await arm().post(`${id}/validate`, bodyFor(rolesTemplate(principalId, 'pg-sample')), {
        as: 'backup-admin',
      });
      expect([check.status, errorOf(check).code]).toEqual([403, 'InvalidTemplateDeployment']);
      expect(errorOf(check).details).toHaveLength(2);
    });

    it('fails with RoleAssignmentExists when the role was given under another name', async () => {
      const { principalId } = await freshVault();
      const group = await freshGroup(arm());
      const scope = resourceGroupScope(SUBSCRIPTION_ID, group);
      expect((await arm().put(assignment(scope), assignmentBody(ROLE_IDS.reader, principalId))).status).toBe(201);
      const answer = await send(
        arm(),
        deploymentIn(scope, 'twin'),
        groupTemplate({ resources: [reader(principalId)] }),
      );
      const { status, error } = await settled(arm(), answer);
      expect([status, error?.details?.[0]?.code]).toEqual(['Failed', 'RoleAssignmentExists']);
    });

    it('deploys to several resource groups from one template at subscription level', async () => {
      const { principalId } = await freshVault();
      const groups = [await freshGroup(arm()), await freshGroup(arm())];
      const template = subscriptionTemplate({
        parameters: { groups: { type: 'array' }, principalId: { type: 'string' } },
        resources: [
          {
            type: DEPLOYMENT_TYPE,
            apiVersion: '2022-09-01',
            name: "[format('roles-{0}', parameters('groups')[copyIndex()])]",
            resourceGroup: "[parameters('groups')[copyIndex()]]",
            copy: { name: 'everyGroup', count: "[length(parameters('groups'))]" },
            properties: {
              mode: 'Incremental',
              expressionEvaluationOptions: { scope: 'inner' },
              parameters: { principalId: { value: "[parameters('principalId')]" } },
              template: groupTemplate({
                parameters: { principalId: { type: 'string' } },
                resources: [reader("[parameters('principalId')]")],
                outputs: { group: { type: 'string', value: '[resourceGroup().name]' } },
              }),
            },
          },
        ],
        outputs: {
          first: {
            type: 'string',
            value:
              "[reference(resourceId(parameters('groups')[0], 'Microsoft.Resources/deployments', format('roles-{0}', parameters('groups')[0]))).outputs.group.value]",
          },
        },
      });
      const id = deploymentIn(SUBSCRIPTION, fresh('several'));
      const noPlace = await send(arm(), id, template, { parameters: { groups, principalId } });
      expect([noPlace.status, errorOf(noPlace).code]).toEqual([400, 'LocationRequired']);
      const made = await deploys(arm(), id, template, { parameters: { groups, principalId }, location: REGION });
      expect(made.location).toBe(REGION);
      expect(made.properties.outputs).toEqual({ first: { type: 'string', value: groups[0] } });
      expect(await rolesOf(arm(), principalId)).toEqual(
        groups.map((group) => `${ROLE_IDS.reader} ${resourceGroupScope(SUBSCRIPTION_ID, group)}`).sort(),
      );
      const nested = deploymentIn(resourceGroupScope(SUBSCRIPTION_ID, groups[0] ?? ''), `roles-${groups[0] ?? ''}`);
      expect((await arm().get<Deployment>(nested)).properties.provisioningState).toBe('Succeeded');
    });

    it('evaluates a nested template of outer scope with the parameters of its parent', async () => {
      const { principalId } = await freshVault();
      const group = await freshGroup(arm());
      const template = groupTemplate({
        parameters: { principalId: { type: 'string' }, principalType: { type: 'string', defaultValue: '[[literal]' } },
        variables: {
          role: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${ROLE_IDS.reader}')]`,
        },
        resources: [
          {
            type: DEPLOYMENT_TYPE,
            apiVersion: '2022-09-01',
            name: 'outer',
            resourceGroup: group,
            properties: {
              mode: 'Incremental',
              template: groupTemplate({
                resources: [
                  {
                    ...reader("[parameters('principalId')]"),
                    name: "[guid('outer', parameters('principalId'))]",
                    properties: {
                      roleDefinitionId: "[variables('role')]",
                      principalId: "[parameters('principalId')]",
                      description: "[parameters('principalType')]",
                    },
                  },
                ],
              }),
            },
          },
        ],
      });
      await deploys(arm(), deploymentIn(DATA, fresh('outer')), template, { parameters: { principalId } });
      const scope = resourceGroupScope(SUBSCRIPTION_ID, group);
      const { value } = await arm().get<Page<RoleAssignment>>(
        `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(`atScope() and assignedTo('${principalId}')`)}`,
      );
      expect(value.map(({ properties }) => [properties.scope, properties.description])).toEqual([[scope, '[literal]']]);
    });

    it('protects a server from nothing: vault, policy, roles and backup instance in order, over two groups', async () => {
      const server = await freshServer(arm());
      const vault = fresh('bv-whole');
      const policy = await arm().get<BackupPolicy>(POLICY_ID);
      const instance = `${server}-${server}-${newGuid()}`;
      const vaultId = `${BACKUP}/providers/Microsoft.DataProtection/backupVaults/${vault}`;
      const template = groupTemplate({
        parameters: { vault: { type: 'string', minLength: 2 }, server: { type: 'string' } },
        variables: { vaultId: "[resourceId('Microsoft.DataProtection/backupVaults', parameters('vault'))]" },
        resources: [
          // In an order that only dependsOn puts right.
          {
            type: 'Microsoft.DataProtection/backupVaults/backupInstances',
            apiVersion: '2025-07-01',
            name: `[concat(parameters('vault'), '/', '${instance}')]`,
            dependsOn: [
              "[resourceId('Microsoft.DataProtection/backupVaults/backupPolicies', parameters('vault'), 'daily')]",
              `[resourceId('${DATA_GROUP}', 'Microsoft.Resources/deployments', 'server-roles')]`,
            ],
            properties: {
              ...instanceInput(serverId(server)),
              policyInfo: {
                policyId:
                  "[resourceId('Microsoft.DataProtection/backupVaults/backupPolicies', parameters('vault'), 'daily')]",
              },
            },
          },
          {
            type: DEPLOYMENT_TYPE,
            apiVersion: '2022-09-01',
            name: 'server-roles',
            resourceGroup: DATA_GROUP,
            properties: {
              mode: 'Incremental',
              expressionEvaluationOptions: { scope: 'inner' },
              parameters: {
                principalId: { value: "[reference(variables('vaultId'), '2025-07-01', 'Full').identity.principalId]" },
                serverName: { value: "[parameters('server')]" },
              },
              template: {
                ...rolesTemplate('', ''),
                parameters: { principalId: { type: 'string' }, serverName: { type: 'string' } },
              },
            },
          },
          {
            type: POLICY_TYPE,
            apiVersion: '2025-07-01',
            name: "[concat(parameters('vault'), '/daily')]",
            dependsOn: ["[variables('vaultId')]"],
            properties: policy.properties,
          },
          {
            type: 'Microsoft.DataProtection/backupVaults',
            apiVersion: '2025-07-01',
            name: "[parameters('vault')]",
            location: '[resourceGroup().location]',
            identity: { type: 'SystemAssigned' },
            properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
          },
        ],
        outputs: {
          identity: { type: 'string', value: "[reference(parameters('vault'), '2025-07-01', 'Full').identity.type]" },
        },
      });
      const made = await deploys(arm(), deploymentIn(BACKUP, fresh('whole')), template, {
        parameters: { vault, server },
      });
      expect(made.properties.outputs).toEqual({ identity: { type: 'string', value: 'SystemAssigned' } });
      expect(made.properties.dependencies.map(({ resourceType }) => resourceType)).toEqual([
        'Microsoft.DataProtection/backupVaults/backupInstances',
        POLICY_TYPE,
      ]);
      const configured: BackupInstance = await isProtected(arm(), `${vaultId}/backupInstances/${instance}`);
      expect(configured.properties.policyInfo.policyId).toBe(`${vaultId}/backupPolicies/daily`);
    });

    it('does not begin what depends on something that failed', async () => {
      const policy = `${VAULT_NAME}/${fresh('policy')}`;
      const id = deploymentIn(BACKUP, fresh('half'));
      const answer = await send(
        arm(),
        id,
        groupTemplate({
          resources: [
            { type: POLICY_TYPE, apiVersion: '2025-07-01', name: policy, properties: { objectType: 'BackupPolicy' } },
            reader(await vaultIdentity(arm()), { dependsOn: [policy], name: newGuid() }),
          ],
        }),
      );
      const { error } = await settled(arm(), answer);
      expect(error?.details?.map(({ code, target }) => [code, target])).toEqual([
        ['InvalidRequestContent', `${VAULT_ID}/backupPolicies/${policy.split('/')[1] ?? ''}`],
      ]);
      const { value } = await arm().get<Page<DeploymentOperation>>(`${id}/operations`);
      expect(value).toHaveLength(1);
    });

    it('says in the parent what went wrong in a nested deployment', async () => {
      const nested = (name: string, resourceGroup: string, resources: unknown[]) => ({
        type: DEPLOYMENT_TYPE,
        apiVersion: '2022-09-01',
        name,
        resourceGroup,
        properties: {
          mode: 'Incremental',
          expressionEvaluationOptions: { scope: 'Inner' },
          template: groupTemplate({ resources }),
        },
      });
      const answer = await send(
        arm(),
        deploymentIn(SUBSCRIPTION, fresh('deep')),
        subscriptionTemplate({
          resources: [nested('no-group', 'rg-none', []), nested('no-principal', DATA_GROUP, [reader(newGuid())])],
        }),
        { location: REGION },
      );
      const { error } = await settled(arm(), answer);
      const byTarget = new Map(error?.details?.map((detail) => [detail.target?.split('/').at(-1), detail]));
      expect(byTarget.get('no-group')?.code).toBe('ResourceGroupNotFound');
      expect(byTarget.get('no-principal')?.code).toBe('ResourceDeploymentFailure');
      expect(byTarget.get('no-principal')?.details?.[0]?.code).toBe('DeploymentFailed');
      expect(byTarget.get('no-principal')?.details?.[0]?.details?.[0]?.code).toBe('PrincipalNotFound');
    });

    it('previews what a template would create, and creates nothing', async () => {
      const { principalId } = await freshVault();
      const group = await freshGroup(arm());
      const scope = resourceGroupScope(SUBSCRIPTION_ID, group);
      const id = deploymentIn(scope, 'only-asked');
      const answer = await arm().post<Deployment>(
        `${id}/validate`,
        bodyFor(groupTemplate({ resources: [reader(principalId)] })),
      );
      expect(answer.status, answer.text).toBe(200);
      expect(answer.body.properties.validatedResources).toHaveLength(1);
      expect(answer.body.properties.validatedResources?.[0]?.id).toMatch(
        new RegExp(`^${scope}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`),
      );
      expect(await rolesOf(arm(), principalId)).toEqual([]);
      const read = await arm().call('GET', id);
      expect([read.status, errorOf(read).code]).toEqual([404, 'DeploymentNotFound']);
    });

    const wrong: [what: string, parts: Record<string, unknown>, target: string, says: RegExp][] = [
      [
        'an unknown function',
        { resources: [reader('x', { name: "[gid('a')]" })] },
        'resources[0].name',
        /The function 'gid' is not known/,
      ],
      [
        'an unknown function deep inside',
        { resources: [reader('x', { properties: { a: [{ b: '[nope()]' }] } })] },
        'resources[0].properties.a[0].b',
        /'nope' is not known/,
      ],
      [
        'a wrong argument',
        { variables: { a: '[toLower(1)]' }, outputs: { b: { type: 'string', value: "[variables('a')]" } } },
        'variables.a',
        /wants a string as its first argument, and got a number/,
      ],
      ['a missing parameter', { parameters: { a: { type: 'string' } } }, 'parameters.a', /is not provided/],
      [
        'a circular dependsOn',
        {
          resources: ['a', 'b'].map((name) => ({
            type: 'Microsoft.DataProtection/backupVaults',
            apiVersion: '2025-07-01',
            name,
            dependsOn: [name === 'a' ? 'b' : 'a'],
          })),
        },
        'resources[0].dependsOn',
        /Circular dependency/,
      ],
      [
        'a dependsOn on what is not there',
        { resources: [reader('x', { dependsOn: ['other'] })] },
        'resources[0].dependsOn[0]',
        /is not defined in the template/,
      ],
      [
        'a scope elsewhere',
        { resources: [reader('x', { scope: BACKUP })] },
        'resources[0].scope',
        /lies outside of the deployment's own/,
      ],
      ['another schema', { $schema: SUBSCRIPTION_TEMPLATE_SCHEMA }, '$schema', /goes to a resource group/],
      ['no contentVersion', { contentVersion: 1 }, 'contentVersion', /must be a version/],
    ];

    it.each(wrong)('refuses a template with %s, and says where and what to do', async (_, parts, target, says) => {
      for (const call of [
        () => send(arm(), deploymentIn(DATA, 'never'), groupTemplate(parts)),
        () => arm().post(`${deploymentIn(DATA, 'never')}/validate`, bodyFor(groupTemplate(parts))),
      ]) {
        const answer = await call();
        expect([answer.status, errorOf(answer).code], answer.text).toEqual([400, 'InvalidTemplate']);
        expect(errorOf(answer).target).toBe(target);
        expect(errorOf(answer).message).toMatch(says);
      }
    });

    it('refuses complete mode, links and a caller without the right', async () => {
      const id = deploymentIn(DATA, 'never');
      const complete = await arm().put(id, { properties: { mode: 'Complete', template: groupTemplate({}) } });
      expect([complete.status, errorOf(complete).target]).toEqual([400, 'properties.mode']);
      const linked = await arm().put(id, {
        properties: { mode: 'Incremental', templateLink: { uri: 'https://x.example' } },
      });
      expect([linked.status, errorOf(linked).target]).toEqual([400, 'properties.templateLink']);
      const odd = await send(arm(), deploymentIn(DATA, 'a:b'), groupTemplate({}));
      expect([odd.status, errorOf(odd).code]).toEqual([400, 'InvalidDeploymentName']);
    });

    // Texts are bounded in the evaluator: here it matters that the sender of such a template gets an error, and nobody
    // else is affected.
    it('refuses a template that needs an absurd amount of memory', async () => {
      const template = groupTemplate({
        parameters: { pattern: { type: 'string' }, long: { type: 'string' } },
        outputs: { it: { type: 'string', value: "[format(parameters('pattern'), parameters('long'))]" } },
      });
      const body = bodyFor(template, { pattern: '{0}'.repeat(700_000), long: 'x'.repeat(10_000) });
      for (const method of ['PUT', 'POST'] as const) {
        const id = `${deploymentIn(DATA, 'endless')}${method === 'POST' ? '/validate' : ''}`;
        const answer = await arm().call(method, id, { body });
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidTemplate']);
      }
      const deferred = groupTemplate({
        parameters: { pattern: { type: 'string' } },
        outputs: {
          it: {
            type: 'string',
            value: `[format(parameters('pattern'), reference('${VAULT_ID}', '2025-07-01', 'Full'))]`,
          },
        },
      });
      const id = deploymentIn(DATA, fresh('endless'));
      const accepted = await send(arm(), id, deferred, { parameters: { pattern: '{0}'.repeat(40_000) } });
      expect(accepted.status).toBe(201);
      expect(await settled(arm(), accepted)).toMatchObject({ status: 'Failed', error: { code: 'InvalidTemplate' } });
      expect((await arm().remove(id)).status).toBe(204);
    });

    it('refuses a template that is nested without end, or holds more than anyone reads', async () => {
      const id = deploymentIn(DATA, 'deep');
      const bodies = [
        `{"properties":{"mode":"Incremental","template":${'['.repeat(8_000)}${']'.repeat(8_000)}}}`,
        `{"properties":{"mode":"Incremental","template":{"resources":[${'0,'.repeat(2_000_000)}0]}}}`,
        `{"properties":{"mode":"Incremental","template":{"resources":["${'x'.repeat(5_300_000)}"]}}}`,
      ];
      const answers = await Promise.all(bodies.map((body) => arm().call('PUT', id, { body })));
      expect(answers.map((answer) => [answer.status, errorOf(answer).code])).toEqual([
        [400, 'InvalidRequestContent'],
        [400, 'InvalidRequestContent'],
        [413, 'RequestContentTooLarge'],
      ]);
      expect(answers.map((answer) => errorOf(answer).message)).toEqual([
        expect.stringContaining('100 levels'),
        expect.stringContaining('400000 values'),
        expect.stringContaining('5 MB'),
      ]);
    });

    it('keeps secrets out of what it shows', async () => {
      const template = groupTemplate({
        parameters: { password: { type: 'secureString' }, plain: { type: 'string' } },
        outputs: { password: { type: 'secureString', value: "[parameters('password')]" } },
      });
      const id = deploymentIn(DATA, fresh('secret'));
      const made = await deploys(arm(), id, template, { parameters: { password: 'S3cret!', plain: 'p' } });
      expect(JSON.stringify(made)).not.toContain('S3cret!');
      expect(made.properties.parameters).toEqual({
        password: { type: 'secureString' },
        plain: { type: 'string', value: 'p' },
      });
    });

    it('registers a server, and shows its password to nobody', async () => {
      const name = fresh('pg-by-template');
      const template = groupTemplate({
        parameters: { password: { type: 'secureString' } },
        resources: [
          {
            type: SERVER_TYPE,
            apiVersion: '2025-08-01',
            name,
            location: '[resourceGroup().location]',
            properties: {
              administratorLogin: 'admin',
              administratorLoginPassword: "[parameters('password')]",
              connection: { host: `${name}.example`, port: 5432, tlsMode: 'prefer' },
            },
          },
        ],
      });
      const id = deploymentIn(DATA, fresh('server'));
      const made = await deploys(arm(), id, template, { parameters: { password: PASSWORD } });
      // Its beginning, because its quotes are written in another way in JSON.
      const secret = PASSWORD.slice(0, 7);
      expect(JSON.stringify(made)).not.toContain(secret);
      expect((await arm().call('GET', `${id}/operations`)).text).not.toContain(secret);
      expect(await arm().get(serverId(name))).toMatchObject({ name });
    });

    it('cancels a deployment while it runs, and no longer', async () => {
      const id = deploymentIn(BACKUP, fresh('cancelled'));
      expect((await send(arm(), id, groupTemplate({}))).status).toBe(201);
      // It may have ended already: it makes nothing.
      const { status } = await arm().post(`${id}/cancel`);
      expect([204, 409]).toContain(status);
      const { properties } = await eventually(
        () => arm().get<Deployment>(id),
        (deployment) => !['Accepted', 'Running'].includes(deployment.properties.provisioningState),
      );
      expect(properties.provisioningState).toBe(status === 204 ? 'Canceled' : 'Succeeded');
      const missing = await arm().post(`${deploymentIn(BACKUP, fresh('missing'))}/cancel`);
      expect([missing.status, errorOf(missing).code]).toEqual([404, 'DeploymentNotFound']);
    });

    it('lists and deletes deployments, and leaves what they made', async () => {
      const group = await freshGroup(arm());
      const scope = resourceGroupScope(SUBSCRIPTION_ID, group);
      const { principalId } = await freshVault();
      const id = deploymentIn(scope, 'kept');
      await deploys(arm(), id, groupTemplate({ resources: [reader(principalId)] }));
      const names = async () =>
        (await arm().get<Page<Deployment>>(`${scope}/providers/${DEPLOYMENT_TYPE}`)).value.map(({ name }) => name);
      expect(await names()).toEqual(['kept']);
      expect((await arm().remove(id)).status).toBe(204);
      expect(await names()).toEqual([]);
      expect(await rolesOf(arm(), principalId)).toHaveLength(1);
    });
  });
}
