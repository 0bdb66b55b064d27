import { useQuery } from '@tanstack/react-query';
import { vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope } from '#protocol/resource-id.ts';
import { vaults } from './vaults.ts';

interface NamedPlace {
  subscriptionId?: string | undefined;
  group: { isNew: boolean; name: string };
  region?: string | undefined;
  name: string;
}

interface NameCheck {
  /** Why the service does not accept the name; undefined when it does or was not queried. */
  taken: string | undefined;
  isFree: boolean;
}

/**
 * Whether a vault's name is free in its group, checked once the person has left the field. A new group has no vault
 * yet, and a malformed name is not sent.
 */
export function useVaultNameCheck(
  { subscriptionId = '', group, region, name }: NamedPlace,
  isLeft: boolean,
): NameCheck {
  const isAskable =
    isLeft && !group.isNew && group.name !== '' && region !== undefined && vaultNameProblem(name) === undefined;
  const scope = resourceGroupScope(subscriptionId, group.name);
  const { data } = useQuery({ ...vaults.nameCheck(scope, region ?? '', name), enabled: isAskable });
  if (!isAskable || !data) return { taken: undefined, isFree: false };
  return {
    taken: data.nameAvailable ? undefined : (data.message ?? 'A vault with this name already exists.'),
    isFree: data.nameAvailable,
  };
}
