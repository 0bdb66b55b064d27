/** The configuration as an ARM template at subscription level, which reaches every resource group of the servers. */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE } from '#protocol/data-protection.ts';
import {
  DEPLOYMENT_TYPE,
  GROUP_TEMPLATE_SCHEMA,
  SUBSCRIPTION_TEMPLATE_SCHEMA,
  type ArmTemplate,
  type TemplateResource,
} from '#protocol/deployments.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { count, type ExportedFile } from './exported-file.ts';
import { instanceProperties, type ExportedGrant, type ExportedInstance, type ExportPlan } from './export-plan.ts';

export const armTemplateFiles = (plan: ExportPlan): ExportedFile[] => [
  { name: 'azuredeploy.json', text: `${JSON.stringify(armTemplate(plan), undefined, 2)}\n` },
];

/** One nested deployment for each resource group of servers, then one for the vault's group that waits for them. */
function armTemplate(plan: ExportPlan): ArmTemplate {
  const { vault } = plan;
  const roles = plan.groups.map((group, at) => ({
    target: {
      name: `${vault.name}-roles-${at + 1}`,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
    },
    resources: [
      roleAssignment(group.reader, vault.principalId),
      ...group.servers.map(({ server, backup }) => ({
        ...roleAssignment(backup, vault.principalId),
        // An extension resource is deployed within the group of its deployment, so its scope is relative to it.
        scope: `${SERVER_TYPE}/${server.name}`,
      })),
    ],
  }));
  const protection = nested(
    { name: `${vault.name}-protection`, subscriptionId: vault.subscriptionId, resourceGroup: vault.resourceGroup },
    [policyResource(plan), ...plan.instances.map((instance) => instanceResource(plan, instance))],
  );
  return {
    $schema: SUBSCRIPTION_TEMPLATE_SCHEMA,
    contentVersion: '1.0.0.0',
    metadata: {
      description: `Backup of ${count(plan.instances.length, POSTGRES_SERVERS.words.one)} in the Backup vault '${vault.name}' with the policy '${plan.policy.name}'. The vault and the servers must exist.`,
    },
    resources: [
      ...roles.map(({ target, resources }) => nested(target, resources)),
      { ...protection, dependsOn: roles.map(({ target }) => deploymentId(target)) },
    ],
  };
}

interface Target {
  name: string;
  subscriptionId: string;
  resourceGroup: string;
}

function nested(target: Target, resources: TemplateResource[]): TemplateResource {
  return {
    type: DEPLOYMENT_TYPE,
    apiVersion: API_VERSIONS.deployments,
    ...(literally(target) as Target),
    properties: {
      mode: 'Incremental',
      expressionEvaluationOptions: { scope: 'Inner' },
      template: {
        $schema: GROUP_TEMPLATE_SCHEMA,
        contentVersion: '1.0.0.0',
        resources: resources.map((resource) => literally(resource) as TemplateResource),
      } satisfies ArmTemplate,
    },
  };
}

const deploymentId = ({ subscriptionId, resourceGroup, name }: Target): ResourceId =>
  resourceId(resourceGroupScope(subscriptionId, resourceGroup), DEPLOYMENT_TYPE, name);

const roleAssignment = (grant: ExportedGrant, principalId: string): TemplateResource => ({
  type: ROLE_ASSIGNMENT_TYPE,
  apiVersion: API_VERSIONS.authorization,
  name: grant.name,
  comments: grant.roleName,
  properties: { roleDefinitionId: grant.roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
});

const policyResource = ({ vault, policy }: ExportPlan): TemplateResource => ({
  type: POLICY_TYPE,
  apiVersion: API_VERSIONS.dataProtection,
  name: `${vault.name}/${policy.name}`,
  properties: policy.properties,
});

const instanceResource = ({ vault, policy }: ExportPlan, instance: ExportedInstance): TemplateResource => ({
  type: INSTANCE_TYPE,
  apiVersion: API_VERSIONS.dataProtection,
  name: `${vault.name}/${instance.name}`,
  dependsOn: [policy.id],
  properties: instanceProperties(instance, policy.id),
});

/** ARM reads a string in brackets as an expression, unless its first bracket is doubled. */
function literally(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('[') && value.endsWith(']') ? `[${value}` : value;
  if (Array.isArray(value)) return value.map(literally);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literally(each)]));
}
