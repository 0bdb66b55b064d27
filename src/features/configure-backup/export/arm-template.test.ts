import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, roleGuid } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE } from '#protocol/data-protection.ts';
import type { ArmTemplate, TemplateResource } from '#protocol/deployments.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { anyPlan } from '#testing/any-export.ts';
import { armTemplateFiles } from './arm-template.ts';
import { grantsIn, instanceProperties, type ExportPlan } from './export-plan.ts';

interface MadeResource {
  id: string;
  type: string;
  apiVersion: string;
  properties: unknown;
  /** The deployments that it depends on. */
  waitsFor: string[];
}

/** What a template makes, as a plan. */
interface Made {
  grants: { name: string; roleId: string; scope: string; principalId: string }[];
  policy: { id: string; properties: unknown };
  instances: { id: string; properties: unknown }[];
}

const whatIsPlanned = (plan: ExportPlan): Made => ({
  grants: grantsIn(plan).map(({ name, roleId, scope }) => ({
    name,
    roleId,
    scope,
    principalId: plan.vault.principalId,
  })),
  policy: { id: plan.policy.id, properties: plan.policy.properties },
  instances: plan.instances.map((instance) => ({
    id: `${plan.vault.id}/backupInstances/${instance.name}`,
    properties: instanceProperties(instance, plan.policy.id),
  })),
});

function whatIsMade(resources: readonly MadeResource[]): Made {
  const ofType = (type: string, apiVersion: string) =>
    resources.filter((resource) => resource.type === type && resource.apiVersion === apiVersion);
  const policies = ofType(POLICY_TYPE, API_VERSIONS.dataProtection);
  const grants = ofType(ROLE_ASSIGNMENT_TYPE, API_VERSIONS.authorization);
  const instances = ofType(INSTANCE_TYPE, API_VERSIONS.dataProtection);
  const [policy] = policies;
  expect(policies).toHaveLength(1);
  expect(policies.length + grants.length + instances.length).toBe(resources.length);
  return {
    grants: grants.map(({ id, properties }) => {
      const { roleDefinitionId, principalId, principalType } = properties as Record<string, string>;
      const [scope = '', name = ''] = id.split(`/providers/${ROLE_ASSIGNMENT_TYPE}/`);
      expect(principalType).toBe('ServicePrincipal');
      expect(roleDefinitionId).toContain(scope.split('/').slice(0, 3).join('/'));
      return { name, roleId: roleGuid(roleDefinitionId ?? ''), scope, principalId: principalId ?? '' };
    }),
    policy: { id: policy?.id ?? '', properties: policy?.properties },
    instances: instances.map(({ id, properties }) => ({ id, properties })),
  };
}

/** The resources of a template with nested deployments, all texts taken literally. */
function readTemplate(text: string): { resources: MadeResource[]; nestedIds: string[] } {
  const outer = literal(JSON.parse(text)) as ArmTemplate;
  const nestedIds: string[] = [];
  const resources = outer.resources.flatMap((deployment) => {
    const group = resourceGroupScope(deployment.subscriptionId ?? '', deployment.resourceGroup ?? '');
    nestedIds.push(resourceId(group, deployment.type, deployment.name));
    const { template } = deployment.properties as { template: ArmTemplate };
    return template.resources.map((resource) => ({
      id: idOf(resource, group),
      type: resource.type,
      apiVersion: resource.apiVersion,
      properties: resource.properties,
      waitsFor: deployment.dependsOn ?? [],
    }));
  });
  return { resources, nestedIds };
}

const idOf = ({ type, name, scope }: TemplateResource, group: string): string =>
  resourceId(scope === undefined ? group : `${group}/providers/${scope}`, type, ...name.split('/'));

/** ARM's reading of a value: text in brackets is an expression, which ours never are, unless the first is doubled. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith('[') || !value.endsWith(']')) return value;
    if (!value.startsWith('[[')) throw new Error(`ARM would evaluate ${value}`);
    return value.slice(1);
  }
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}

it('makes exactly what is planned, instances after the roles', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const [file, ...more] = armTemplateFiles(plan);
      expect(more).toEqual([]);
      const { resources, nestedIds } = readTemplate(file?.text ?? '');
      expect(whatIsMade(resources)).toEqual(whatIsPlanned(plan));
      const protection = resources.filter(({ type }) => type !== ROLE_ASSIGNMENT_TYPE);
      for (const { waitsFor } of protection) expect(waitsFor).toEqual(nestedIds.slice(0, -1));
    }),
  );
});
