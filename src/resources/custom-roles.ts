/**
 * Making, changing and deleting custom roles (docs/reference/arm.md#71-roles-needed). Reading them: `roleDefinitions`
 * of `authorization.ts`.
 */
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_DEFINITION_TYPE, type Permission, type RoleDefinition } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { newGuid } from './new-guid.ts';

const apiVersion = API_VERSIONS.authorization;

export interface CustomRoleInput {
  roleName: string;
  description: string;
  /** Exactly one. */
  permissions: Permission[];
  /** Subscriptions and resource groups; one at least. */
  assignableScopes: ResourceId[];
}

/** Makes the role, or changes the one with that GUID. */
export const putRole = (properties: CustomRoleInput, guid = newGuid()): Promise<RoleDefinition> =>
  arm.put(
    roleIdAt(properties.assignableScopes, guid),
    { properties: { ...properties, type: 'CustomRole' } },
    { apiVersion },
  );

/** Deletes the role. The service refuses while anybody has it. */
export const deleteRole = ({ name, properties }: RoleDefinition): Promise<void> =>
  arm.remove(roleIdAt(properties.assignableScopes, name), { apiVersion });

/** The right to change the role is needed where it can be assigned; its own id may be at a higher scope. */
const roleIdAt = ([scope = '']: readonly ResourceId[], guid: string): ResourceId =>
  `${scope}/providers/${ROLE_DEFINITION_TYPE}/${guid}`;
