import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { RestoreRequest } from '#protocol/restore.ts';
import { restoreVerdicts, type RestoreVerdict } from './restore-verdict.ts';

/**
 * What the service says about the request. Elsewhere than at the last step a person asks; what waits for a role goes on
 * by itself. `verdictQuery` is its query, undefined as long as something is missing.
 */
export function useRestoreVerdict(
  instanceId: ResourceId,
  vault: Vault | undefined,
  request: RestoreRequest | undefined,
  isLast: boolean,
) {
  const verdictQuery = vault && request && restoreVerdicts.of(instanceId, vault, request);
  const verdict = useQuery({
    ...(verdictQuery ?? NOTHING_TO_ASK),
    enabled: (query) => verdictQuery !== undefined && (isLast || query.state.data?.kind === 'propagating'),
  });
  return { verdictQuery, verdict };
}

const NOTHING_TO_ASK = {
  queryKey: [...restoreVerdicts.all(), 'nothing'],
  queryFn: (): Promise<RestoreVerdict> => Promise.reject(new Error('There is nothing to ask yet.')),
};
