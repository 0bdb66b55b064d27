import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import type { Gathered } from '#resources/gathered.ts';
import { vaults } from '#resources/vaults.ts';
import type { KnownIdentity } from './access-rows.ts';

/**
 * The identities of the vaults that the person may see: the only principals whose names the service returns. Names of
 * people are in the directory, which ARM does not list (docs/reference/arm.md#73-assignments).
 */
export function useKnownIdentities(): readonly KnownIdentity[] {
  const { data } = useQuery({ ...vaults.gathered(), select: identitiesIn });
  return data ?? NONE;
}

const NONE: readonly KnownIdentity[] = [];

const identitiesIn = ({ items }: Gathered<Vault>): KnownIdentity[] =>
  items.flatMap(({ id, name, identity }) =>
    identity?.principalId === undefined ? [] : [{ principalId: identity.principalId, name, vaultId: id }],
  );
