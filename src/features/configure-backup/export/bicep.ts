/**
 * The configuration as Bicep. A module has one scope, so there are three files: one for the subscription, one for a
 * resource group of servers, one for the vault's group.
 */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE, ROLE_IDS } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { count, inComment, type ExportedFile } from './exported-file.ts';
import type { ExportPlan } from './export-plan.ts';

export const bicepFiles = (plan: ExportPlan): ExportedFile[] => [
  { name: 'main.bicep', text: mainBicep(plan) },
  { name: 'roles.bicep', text: ROLES },
  { name: 'protection.bicep', text: protectionBicep(plan) },
];

function mainBicep({ vault, policy, groups, instances }: ExportPlan): string {
  const serverGroups = groups.map(({ subscriptionId, name, reader, servers }) => ({
    subscriptionId,
    resourceGroup: name,
    readerAssignment: reader.name,
    servers: servers.map(({ server, backup }) => ({ name: server.name, backupAssignment: backup.name })),
  }));
  const backups = instances.map(({ name, friendlyName, server }) => ({
    name,
    friendlyName,
    serverId: server.id,
    serverName: server.name,
    location: server.location,
  }));
  return `${comment(`Backup of ${count(instances.length, POSTGRES_SERVERS.words.one)} in the Backup vault '${vault.name}' with the policy '${policy.name}'.`)}
${comment('The vault and the servers must exist. It is safe to deploy this again.')}
targetScope = 'subscription'

@description('Object ID of the managed identity of the Backup vault.')
param principalId string = ${bicepValue(vault.principalId)}

@description('Where the Backup vault is.')
param vault {
  subscriptionId: string
  resourceGroup: string
  name: string
} = ${bicepValue({ subscriptionId: vault.subscriptionId, resourceGroup: vault.resourceGroup, name: vault.name })}

@description('The servers by resource group, with the names of their role assignments: GUIDs that stay the same.')
param groups {
  subscriptionId: string
  resourceGroup: string
  readerAssignment: string
  servers: {
    name: string
    backupAssignment: string
  }[]
}[] = ${bicepValue(serverGroups)}

@description('One backup instance for each server.')
param instances {
  name: string
  friendlyName: string
  serverId: string
  serverName: string
  location: string
}[] = ${bicepValue(backups)}

module roles 'roles.bicep' = [for (group, index) in groups: {
  name: '\${vault.name}-roles-\${index + 1}'
  scope: resourceGroup(group.subscriptionId, group.resourceGroup)
  params: {
    principalId: principalId
    readerAssignment: group.readerAssignment
    servers: group.servers
  }
}]

module protection 'protection.bicep' = {
  name: '\${vault.name}-protection'
  scope: resourceGroup(vault.subscriptionId, vault.resourceGroup)
  params: {
    vaultName: vault.name
    instances: instances
  }
  dependsOn: [
    roles
  ]
}
`;
}

const ROLES = `// What the vault's identity needs in one resource group to back up servers of it.
targetScope = 'resourceGroup'

param principalId string

@description('Name of the assignment of Reader at the resource group.')
param readerAssignment string

@description('The servers, each with the name of its role assignment.')
param servers {
  name: string
  backupAssignment: string
}[]

// Reader
var readerRole = subscriptionResourceId('${ROLE_DEFINITION_TYPE}', '${ROLE_IDS.reader}')

// ${POSTGRES_SERVERS.backupRole.name}
var backupRole = subscriptionResourceId('${ROLE_DEFINITION_TYPE}', '${POSTGRES_SERVERS.backupRole.id}')

resource reader '${ROLE_ASSIGNMENT_TYPE}@${API_VERSIONS.authorization}' = {
  name: readerAssignment
  properties: {
    roleDefinitionId: readerRole
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource flexibleServers '${SERVER_TYPE}@${API_VERSIONS.postgres}' existing = [for server in servers: {
  name: server.name
}]

resource backup '${ROLE_ASSIGNMENT_TYPE}@${API_VERSIONS.authorization}' = [for (server, index) in servers: {
  name: server.backupAssignment
  scope: flexibleServers[index]
  properties: {
    roleDefinitionId: backupRole
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}]
`;

const protectionBicep = ({ policy }: ExportPlan): string => `// The backup policy and the backup instances of the vault.
targetScope = 'resourceGroup'

param vaultName string

param instances {
  name: string
  friendlyName: string
  serverId: string
  serverName: string
  location: string
}[]

resource vault '${VAULT_TYPE}@${API_VERSIONS.dataProtection}' existing = {
  name: vaultName
}

resource policy '${POLICY_TYPE}@${API_VERSIONS.dataProtection}' = {
  parent: vault
  name: ${bicepValue(policy.name)}
  properties: ${bicepValue(policy.properties, '  ')}
}

resource backupInstances '${INSTANCE_TYPE}@${API_VERSIONS.dataProtection}' = [for instance in instances: {
  parent: vault
  name: instance.name
  properties: {
    objectType: 'BackupInstance'
    friendlyName: instance.friendlyName
    dataSourceInfo: {
      objectType: 'Datasource'
      datasourceType: '${SERVER_TYPE}'
      resourceType: '${SERVER_TYPE}'
      resourceID: instance.serverId
      resourceName: instance.serverName
      resourceLocation: instance.location
      resourceUri: instance.serverId
    }
    policyInfo: {
      policyId: policy.id
    }
  }
}]
`;

const comment = (words: string): string => `// ${inComment(words)}`;

/** A JSON value as Bicep writes it: without commas, each member on a line of its own. */
function bicepValue(value: unknown, indent = ''): string {
  if (typeof value === 'string') return bicepString(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const members = value.map((each) => `${inner}${bicepValue(each, inner)}\n`);
    return members.length === 0 ? '[]' : `[\n${members.join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, each]) => `${inner}${bicepKey(key)}: ${bicepValue(each, inner)}\n`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
  }
  return String(value);
}

const bicepKey = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : bicepString(key));

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Between single quotes; `${` would begin an expression. */
function bicepString(text: string): string {
  const escaped = text
    .replace(/[\\']/g, String.raw`\$&`)
    .replaceAll('${', String.raw`\${`)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (sign) => ESCAPES[sign] ?? codePoint(sign));
  return `'${escaped}'`;
}

const codePoint = (sign: string): string => `\\u{${sign.charCodeAt(0).toString(16)}}`;
