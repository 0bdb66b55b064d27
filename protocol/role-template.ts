/**
 * The role assignment template: a backup admin who may not assign roles hands this ARM template to somebody who may, to
 * deploy it (docs/reference/arm.md#8-deployments). If all scopes are in one resource group, it is a template for that
 * group, so that its owner can deploy it. Otherwise it is at subscription level and holds one nested deployment for
 * each resource group, because an extension resource is deployed within its deployment's scope.
 */
import { DATASOURCE_TYPES } from './datasource-types.ts';
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE, roleGuid, type RoleNeed } from './authorization.ts';
import {
  DEPLOYMENT_TYPE,
  GROUP_TEMPLATE_SCHEMA,
  SUBSCRIPTION_TEMPLATE_SCHEMA,
  type ArmTemplate,
  type TemplateResource,
} from './deployments.ts';
import { idKey, parseResourceId, type ParsedResourceId } from './resource-id.ts';

export interface RoleTemplateInput {
  /**
   * The roles to assign, each at its scope: a subscription, a resource group, or a resource in one. Duplicates count
   * once.
   */
  needs: readonly RoleNeed[];
  /** The object id of the vault's managed identity. */
  principalId: string;
  vaultName: string;
  /** The region that keeps the record of the deployment, such as `westeurope`: that of the vault is fine. */
  location: string;
}

const DEPLOYMENTS_API = '2022-09-01';
const ROLE_ASSIGNMENTS_API = '2022-04-01';
const PRINCIPAL = "[parameters('principalId')]";

/**
 * A template whose deployment makes exactly these assignments, in a stable order. Deploying it again creates nothing
 * twice: every name follows from scope, principal and role. Throws for an empty list, and for a scope of another kind.
 */
export function roleTemplate({ needs, principalId, vaultName, location }: RoleTemplateInput): ArmTemplate {
  const parts = partsOf(needs);
  const [only] = parts;
  const about = {
    metadata: {
      description: `Gives the managed identity of Backup vault '${vaultName}' the roles that it needs to back up ${DATASOURCE_TYPES.map(({ words }) => words.many).join(' and ')}.`,
      howToDeploy: `As someone who may assign roles, such as an Owner: ${deployCommand({ needs, vaultName, location }, roleTemplateFileName(vaultName))}`,
    },
    parameters: {
      principalId: {
        type: 'string',
        defaultValue: principalId,
        metadata: { description: `Object id of the managed identity of Backup vault '${vaultName}'.` },
      },
    },
  };
  if (only && parts.length === 1) return assignments(only, about);
  return {
    $schema: SUBSCRIPTION_TEMPLATE_SCHEMA,
    contentVersion: '1.0.0.0',
    ...about,
    resources: parts.map((part, at) => nested(part, `${deploymentName(vaultName)}-${String(at + 1)}`, location)),
  };
}

/** Where the template is deployed to: a resource group when everything lies in it, else a subscription. */
export function roleTemplateTarget(needs: readonly RoleNeed[]): { subscriptionId: string; resourceGroup?: string } {
  const [first, ...others] = partsOf(needs) as [Part, ...Part[]];
  const { subscriptionId, resourceGroup } = first;
  return others.length === 0 && resourceGroup !== undefined ? { subscriptionId, resourceGroup } : { subscriptionId };
}

/** The template as the text of a file. */
export const roleTemplateText = (input: RoleTemplateInput): string =>
  `${JSON.stringify(roleTemplate(input), null, 2)}\n`;

/** The template as a file to hand to somebody. */
export interface RoleFile {
  name: string;
  text: string;
  /** The command that deploys it with the Azure CLI. */
  command: string;
}

export function roleFile(input: RoleTemplateInput): RoleFile {
  const name = roleTemplateFileName(input.vaultName);
  return { name, text: roleTemplateText(input), command: deployCommand(input, name) };
}

/** The name of that file. */
export const roleTemplateFileName = (vaultName: string): string => `${vaultName}-role-assignments.json`;

/** The command that deploys the template with the Azure CLI, for a file of that name. Safe to paste into a shell. */
export function deployCommand(
  { needs, vaultName, location }: Pick<RoleTemplateInput, 'needs' | 'vaultName' | 'location'>,
  fileName: string,
): string {
  const { subscriptionId, resourceGroup } = roleTemplateTarget(needs);
  return [
    `az deployment ${resourceGroup === undefined ? 'sub' : 'group'} create`,
    `--subscription ${quoted(subscriptionId)}`,
    resourceGroup === undefined ? `--location ${quoted(location)}` : `--resource-group ${quoted(resourceGroup)}`,
    `--name ${quoted(deploymentName(vaultName))}`,
    `--template-file ${quoted(fileName)}`,
  ].join(' ');
}

interface Grant extends RoleNeed {
  at: ParsedResourceId;
}

/** What one deployment assigns: in a resource group, or on a subscription itself. */
interface Part {
  subscriptionId: string;
  resourceGroup: string | undefined;
  grants: Grant[];
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Each need once, by subscription, resource group, scope and role: whole subscriptions and groups before what is in them. */
function grantsOf(needs: readonly RoleNeed[]): Grant[] {
  const grants = new Map<string, Grant>();
  for (const need of needs) {
    const at = parseResourceId(need.scope);
    const isExtension = need.scope.split(/\/providers\//i).length > 2;
    if (!at || isExtension || (at.type !== undefined && at.resourceGroup === undefined)) {
      throw new Error(`A role cannot be assigned by a template at '${need.scope}'.`);
    }
    const key = `${idKey(need.scope)} ${roleGuid(need.roleId)}`;
    if (!grants.has(key)) grants.set(key, { ...need, at });
  }
  if (grants.size === 0) throw new Error('There is no role to assign.');
  return [...grants].sort(([one], [other]) => byText(one, other)).map(([, grant]) => grant);
}

function partsOf(needs: readonly RoleNeed[]): Part[] {
  const parts = new Map<string, Part>();
  for (const grant of grantsOf(needs)) {
    const { subscriptionId, resourceGroup } = grant.at;
    const key = `${subscriptionId} ${resourceGroup ?? ''}`.toLowerCase();
    const part = parts.get(key) ?? { subscriptionId, resourceGroup, grants: [] };
    part.grants.push(grant);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** The template of one part. */
function assignments(
  { grants, resourceGroup }: Part,
  about: Pick<ArmTemplate, 'metadata' | 'parameters'>,
): ArmTemplate {
  const variables = variablesFor(grants);
  return {
    $schema: resourceGroup === undefined ? SUBSCRIPTION_TEMPLATE_SCHEMA : GROUP_TEMPLATE_SCHEMA,
    contentVersion: '1.0.0.0',
    ...about,
    variables: Object.fromEntries(
      [...variables].map(([role, variable]) => [
        variable,
        `[subscriptionResourceId('${ROLE_DEFINITION_TYPE}', '${role}')]`,
      ]),
    ),
    resources: grants.map((grant) => assignment(grant, variables.get(roleGuid(grant.roleId)) ?? '')),
  };
}

function nested(part: Part, name: string, location: string): TemplateResource {
  const { subscriptionId, resourceGroup } = part;
  return {
    type: DEPLOYMENT_TYPE,
    apiVersion: DEPLOYMENTS_API,
    name,
    subscriptionId,
    ...(resourceGroup === undefined ? { location } : { resourceGroup }),
    properties: {
      mode: 'Incremental',
      expressionEvaluationOptions: { scope: 'Inner' },
      parameters: { principalId: { value: PRINCIPAL } },
      template: assignments(part, { parameters: { principalId: { type: 'string' } } }),
    },
  };
}

function assignment(grant: Grant, variable: string): TemplateResource {
  const { type, names, name, resourceGroup } = grant.at;
  const scopeId =
    type !== undefined
      ? `resourceId(${[type, ...names].map((each) => `'${each.replaceAll("'", "''")}'`).join(', ')})`
      : resourceGroup === undefined
        ? 'subscription().id'
        : 'resourceGroup().id';
  const role = `variables('${variable}')`;
  return {
    comments: `${grant.roleName} on ${name}`,
    type: ROLE_ASSIGNMENT_TYPE,
    apiVersion: ROLE_ASSIGNMENTS_API,
    ...(type !== undefined && { scope: relativeScope(type, names) }),
    name: `[guid(${scopeId}, parameters('principalId'), ${role})]`,
    properties: {
      roleDefinitionId: `[${role}]`,
      principalId: PRINCIPAL,
      principalType: 'ServicePrincipal',
    },
  };
}

const relativeScope = (type: string, names: readonly string[]): string => {
  const [namespace = '', ...types] = type.split('/');
  return [namespace, ...types.flatMap((segment, at) => [segment, names[at] ?? ''])].join('/');
};

/** The variable for each role, by the role's GUID: the role's own name, such as `reader`. */
function variablesFor(grants: readonly Grant[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { roleName, roleId } of grants) {
    const guid = roleGuid(roleId);
    if (variables.has(guid)) continue;
    const name = variableName(roleName);
    const isFree = name !== '' && ![...variables.values()].includes(name);
    variables.set(guid, isFree ? name : `role${guid.replaceAll('-', '')}`);
  }
  return variables;
}

function variableName(roleName: string): string {
  const [first = '', ...rest] = roleName.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const name = [first.toLowerCase(), ...rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join('');
  return /^[a-z]/.test(name) ? name : '';
}

const deploymentName = (vaultName: string): string => `${vaultName}-role-assignments`.slice(0, 56);

// Names and regions are plain words. Anything else is quoted, so that no shell interprets it.
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
