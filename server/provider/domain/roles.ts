/** The built-in roles (docs/reference/arm.md#71-roles-needed). */
import { ROLE_DEFINITION_TYPE, ROLE_IDS, type Permission, type RoleDefinition } from '#protocol/authorization.ts';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { isAtOrBelow, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';

export interface BuiltInRole {
  guid: string;
  roleName: string;
  description: string;
  permissions: Permission[];
}

/** A role that somebody made (docs/reference/arm.md#71-roles-needed). */
export interface CustomRole extends BuiltInRole {
  /** Subscriptions and resource groups at or below which it can be given. */
  assignableScopes: ResourceId[];
  createdOn: string;
  updatedOn: string;
  createdBy: string;
  updatedBy: string;
}

/** A role of either kind. */
export type Role = BuiltInRole | CustomRole;

export const isCustom = (role: Role): role is CustomRole => 'assignableScopes' in role;

/** Whether the role can be given at the scope. */
export const isAssignableAt = (role: Role, scope: ResourceId): boolean =>
  !isCustom(role) || role.assignableScopes.some((outer) => isAtOrBelow(scope, outer));

export const builtInRole = (guid: string): BuiltInRole | undefined =>
  BUILT_IN_ROLES.find((role) => role.guid === guid.toLowerCase());

const permission = (actions: string[], notActions: string[] = [], dataActions: string[] = []): Permission => ({
  actions,
  notActions,
  dataActions,
  notDataActions: [],
});

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices';

const DP = 'Microsoft.DataProtection';
const VAULTS = `${DP}/backupVaults`;
const INSTANCES = `${VAULTS}/backupInstances`;

// Azure's roles for backup, as far as they are about what there is here: the actions of Recovery Services vaults, other
// regions and Resource Guard are left out. Our extensions go with what they are like: jobs and proofs.
const BACKUP_READ = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
  `${INSTANCES}/read`,
  `${VAULTS}/deletedBackupInstances/read`,
  `${VAULTS}/backupPolicies/read`,
  `${INSTANCES}/recoveryPoints/read`,
  `${VAULTS}/backupJobs/read`,
  `${VAULTS}/read`,
  `${VAULTS}/operationResults/read`,
  `${VAULTS}/operationStatus/read`,
  `${DP}/locations/operationStatus/read`,
  `${DP}/locations/operationResults/read`,
  `${DP}/operations/read`,
];

const BACKUP_OPERATE = [
  ...BACKUP_READ,
  'Microsoft.Resources/deployments/*',
  'Microsoft.Storage/storageAccounts/read',
  `${INSTANCES}/findRestorableTimeRanges/action`,
  `${VAULTS}/validateForBackup/action`,
  `${INSTANCES}/backup/action`,
  `${INSTANCES}/validateRestore/action`,
  `${INSTANCES}/restore/action`,
  `${INSTANCES}/verify/action`,
  `${INSTANCES}/drill/action`,
  `${INSTANCES}/recoveryPoints/verify/action`,
  `${INSTANCES}/recoveryPoints/drill/action`,
  `${VAULTS}/backupJobs/cancel/action`,
  `${DP}/locations/checkFeatureSupport/action`,
];

const BACKUP_CONTRIBUTE = [
  ...BACKUP_OPERATE,
  `${DP}/locations/getBackupStatus/action`,
  `${DP}/locations/checkNameAvailability/action`,
  `${VAULTS}/write`,
  `${VAULTS}/backupPolicies/write`,
  `${VAULTS}/backupPolicies/delete`,
  `${INSTANCES}/write`,
  `${INSTANCES}/delete`,
  `${VAULTS}/deletedBackupInstances/undelete/action`,
  `${INSTANCES}/stopProtection/action`,
  `${INSTANCES}/suspendBackups/action`,
  `${INSTANCES}/resumeProtection/action`,
  `${INSTANCES}/resumeBackups/action`,
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
    guid: ROLE_IDS.backupContributor,
    roleName: 'Backup Contributor',
    description: "Lets you manage backups, but can't delete vaults and give access to others",
    permissions: [permission(BACKUP_CONTRIBUTE)],
  },
  {
    guid: ROLE_IDS.backupOperator,
    roleName: 'Backup Operator',
    description:
      'Lets you manage backup services, except removal of backup, vault creation and giving access to others',
    permissions: [permission(BACKUP_OPERATE)],
  },
  {
    guid: ROLE_IDS.backupReader,
    roleName: 'Backup Reader',
    description: "Can view backup services, but can't make changes",
    permissions: [permission(BACKUP_READ)],
  },
  ...DATASOURCE_TYPES.map(({ backupRole: { id, name, description, actions } }) => ({
    guid: id,
    roleName: name,
    description,
    permissions: [permission([...actions])],
  })),
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

/** A role as the service returns it. */
export const roleDefinition = (role: Role, scope: ResourceId): RoleDefinition => ({
  properties: {
    roleName: role.roleName,
    type: isCustom(role) ? 'CustomRole' : 'BuiltInRole',
    description: role.description,
    assignableScopes: isCustom(role) ? role.assignableScopes : ['/'],
    permissions: role.permissions,
    createdOn: isCustom(role) ? role.createdOn : WRITTEN_ON,
    updatedOn: isCustom(role) ? role.updatedOn : WRITTEN_ON,
    createdBy: isCustom(role) ? role.createdBy : null,
    updatedBy: isCustom(role) ? role.updatedBy : null,
  },
  id: roleDefinitionId(role.guid, scope),
  type: ROLE_DEFINITION_TYPE,
  name: role.guid,
});
