/** The built-in roles (contract 7.1). */
import { ROLE_DEFINITION_TYPE, ROLE_IDS, type Permission, type RoleDefinition } from '#protocol/authorization.ts';
import { parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';

export interface BuiltInRole {
  guid: string;
  roleName: string;
  description: string;
  permissions: Permission[];
}

const permission = (actions: string[], notActions: string[] = [], dataActions: string[] = []): Permission => ({
  actions,
  notActions,
  dataActions,
  notDataActions: [],
});

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices';

/** What the vault's identity does at a server while it backs it up. */
export const BACKUP_ACTIONS: readonly string[] = [
  'Microsoft.DBforPostgreSQL/flexibleServers/ltrBackupOperations/read',
  'Microsoft.DBforPostgreSQL/flexibleServers/ltrPreBackup/action',
  'Microsoft.DBforPostgreSQL/flexibleServers/startLtrBackup/action',
  'Microsoft.DBforPostgreSQL/locations/azureAsyncOperation/read',
  'Microsoft.DBforPostgreSQL/locations/operationResults/read',
  'Microsoft.Resources/subscriptions/read',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
];

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    guid: ROLE_IDS.owner,
    roleName: 'Owner',
    description: 'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    permissions: [permission(['*'])],
  },
  {
    guid: ROLE_IDS.contributor,
    roleName: 'Contributor',
    description: 'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.',
    permissions: [
      permission(
        ['*'],
        [
          'Microsoft.Authorization/*/Delete',
          'Microsoft.Authorization/*/Write',
          'Microsoft.Authorization/elevateAccess/Action',
          'Microsoft.Blueprint/blueprintAssignments/write',
          'Microsoft.Blueprint/blueprintAssignments/delete',
          'Microsoft.Compute/galleries/share/action',
          'Microsoft.Purview/consents/write',
          'Microsoft.Purview/consents/delete',
          'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
        ],
      ),
    ],
  },
  {
    guid: ROLE_IDS.reader,
    roleName: 'Reader',
    description: 'View all resources, but does not allow you to make any changes.',
    permissions: [permission(['*/read'])],
  },
  {
    guid: ROLE_IDS.userAccessAdministrator,
    roleName: 'User Access Administrator',
    description: 'Lets you manage user access to Azure resources.',
    permissions: [permission(['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'])],
  },
  {
    guid: ROLE_IDS.rbacAdministrator,
    roleName: 'Role Based Access Control Administrator',
    description: 'Manage access to Azure resources by assigning roles using Azure RBAC.',
    permissions: [
      permission([
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ]),
    ],
  },
  {
    guid: ROLE_IDS.longTermRetentionBackup,
    roleName: 'PostgreSQL Flexible Server Long Term Retention Backup Role',
    description:
      'Role to allow backup vault to access PostgreSQL Flexible Server Resource APIs for Long Term Retention Backup.',
    permissions: [permission([...BACKUP_ACTIONS])],
  },
  {
    guid: ROLE_IDS.storageBlobDataContributor,
    roleName: 'Storage Blob Data Contributor',
    description: 'Allows for read, write and delete access to Azure Storage blob containers and data.',
    permissions: [
      permission(
        [
          `${BLOBS}/containers/delete`,
          `${BLOBS}/containers/read`,
          `${BLOBS}/containers/write`,
          `${BLOBS}/generateUserDelegationKey/action`,
        ],
        [],
        [
          `${BLOBS}/containers/blobs/delete`,
          `${BLOBS}/containers/blobs/read`,
          `${BLOBS}/containers/blobs/write`,
          `${BLOBS}/containers/blobs/move/action`,
          `${BLOBS}/containers/blobs/add/action`,
        ],
      ),
    ],
  },
];

const WRITTEN_ON = '2023-07-20T15:49:01.2761474Z';

/** The id of a role definition as seen from a scope: under its subscription, or under the tenant. */
export function roleDefinitionId(guid: string, scope: ResourceId): ResourceId {
  const subscriptionId = parseResourceId(scope)?.subscriptionId;
  const prefix = subscriptionId === undefined ? '' : subscriptionScope(subscriptionId);
  return `${prefix}/providers/${ROLE_DEFINITION_TYPE}/${guid}`;
}

/** A built-in role as the service returns it. */
export const roleDefinition = (role: BuiltInRole, scope: ResourceId): RoleDefinition => ({
  properties: {
    roleName: role.roleName,
    type: 'BuiltInRole',
    description: role.description,
    assignableScopes: ['/'],
    permissions: role.permissions,
    createdOn: WRITTEN_ON,
    updatedOn: WRITTEN_ON,
    createdBy: null,
    updatedBy: null,
  },
  id: roleDefinitionId(role.guid, scope),
  type: ROLE_DEFINITION_TYPE,
  name: role.guid,
});
