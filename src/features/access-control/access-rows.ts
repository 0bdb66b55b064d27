/** Who has which access at a scope: role assignments as rows that people can read. Pure. */
import { roleGuid, type PrincipalType, type RoleAssignment, type RoleDefinition } from '#protocol/authorization.ts';
import { sameId, type ResourceId } from '#protocol/resource-id.ts';
import { scopeText, scopeView } from '#protocol/scope-text.ts';
import type { ListFilter, ListSearch } from '#ui/list/list-filter.ts';

export interface AccessRow {
  id: ResourceId;
  principalId: string;
  /** The name, if it is known; else the object id. */
  who: string;
  /** The vault whose identity it is. */
  vaultId: ResourceId | undefined;
  type: string;
  role: string;
  description: string;
  /** `This resource`, or from where it is inherited. */
  scope: string;
  scopeId: ResourceId;
  isInherited: boolean;
  since: string;
}

/** An identity that belongs to a vault. */
export interface KnownIdentity {
  principalId: string;
  name: string;
  vaultId: ResourceId;
}

export interface AccessFacts {
  scope: ResourceId;
  definitions: readonly RoleDefinition[];
  identities: readonly KnownIdentity[];
  subscriptionName: (subscriptionId: string) => string;
}

/**
 * The rows of all assignments that the service lists for the scope; ids are not enough, because management groups hold
 * subscriptions.
 */
export function accessRows(assignments: readonly RoleAssignment[], facts: AccessFacts): AccessRow[] {
  const roles = new Map(facts.definitions.map((role) => [role.name.toLowerCase(), role.properties]));
  const identities = new Map(facts.identities.map((identity) => [identity.principalId.toLowerCase(), identity]));
  return assignments.map(({ id, properties }) => {
    const identity = identities.get(properties.principalId.toLowerCase());
    const guid = roleGuid(properties.roleDefinitionId);
    const isInherited = !sameId(properties.scope, facts.scope);
    return {
      id,
      principalId: properties.principalId,
      who: identity?.name ?? properties.principalId,
      vaultId: identity?.vaultId,
      type: identity ? 'Backup vault' : principalTypeText(properties.principalType),
      role: roles.get(guid)?.roleName ?? guid,
      description: roles.get(guid)?.description ?? '',
      scope: isInherited
        ? `${scopeText(scopeView(properties.scope, facts.subscriptionName))} (Inherited)`
        : 'This resource',
      scopeId: properties.scope,
      isInherited,
      since: properties.createdOn,
    };
  });
}

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  user: 'User',
  group: 'Group',
  serviceprincipal: 'Service principal',
};

/** A type that the service added later is shown as it is. */
const principalTypeText = (type: PrincipalType): string => TYPE_TEXTS[type.toLowerCase()] ?? type;

export const ACCESS_FILTERS: readonly ListFilter<AccessRow>[] = [
  { id: 'type', label: 'Type', of: ({ type }) => type },
  { id: 'role', label: 'Role', of: ({ role }) => role },
  {
    id: 'scope',
    label: 'Scope',
    options: [
      { value: 'here', label: 'This resource' },
      { value: 'inherited', label: 'Inherited' },
    ],
    passes: ({ isInherited }, value) => isInherited === (value === 'inherited'),
  },
];

export const ACCESS_SEARCH: ListSearch<AccessRow> = {
  placeholder: 'Search by name, object ID or role',
  in: ({ who, principalId, role }) => [who, principalId, role],
};

/** Why an assignment cannot be removed here. */
export const whyNotRemovable = ({ isInherited, scope }: AccessRow): string | undefined =>
  isInherited ? `${scope.replace(' (Inherited)', '')} gives this role. Remove it there.` : undefined;
