import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { vaults } from '#resources/vaults.ts';
import type { Draft } from '../draft-schema.ts';
import { readiness } from '../readiness/readiness.ts';

/**
 * Refetches everything that is stale, each time the last step is reached: the vault, its policies, the names in it, and
 * the checks. Returns whether the first three are loading; the checks show it themselves.
 */
export function useFinalValidation({ vaultId, submitted }: Draft, isLastStep: boolean): boolean {
  const client = useQueryClient();
  const isDue = isLastStep && !submitted && vaultId !== undefined;
  const [hasLooked, setLooked] = useState(false);
  useEffect(() => {
    if (!isDue) return;
    let isCurrent = true;
    void client.refetchQueries({ queryKey: readiness.all(), type: 'active', stale: true });
    const facts = [vaults.byId(vaultId), backupPolicies.list(vaultId), backupInstances.list(vaultId)];
    void Promise.all(facts.map(({ queryKey }) => client.refetchQueries({ queryKey, type: 'active' }))).then(() => {
      if (isCurrent) setLooked(true);
    });
    return () => {
      isCurrent = false;
      setLooked(false);
    };
  }, [client, isDue, vaultId]);
  return isDue && !hasLooked;
}
