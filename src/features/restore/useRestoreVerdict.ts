import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { RestoreRequest } from '#protocol/restore.ts';
import { restoreVerdicts, type RestoreVerdict } from './restore-verdict.ts';

/**
 * The service's verdict on the request. Before the last step a person starts the validation; while a role takes effect
 * it repeats by itself. `verdictQuery` is its query, undefined as long as something is missing.
 */
export function useRestoreVerdict(
  instanceId: ResourceId,
  vault: Vault | undefined,
  request: RestoreRequest | undefined,
  isLast: boolean,
) {
  const verdictQuery = vault && request && restoreVerdicts.of(instanceId, vault, request);
  const verdict = useQuery({
    ...(verdictQuery ?? NO_REQUEST),
    enabled: (query) => verdictQuery !== undefined && (isLast || query.state.data?.kind === 'propagating'),
  });
  return { verdictQuery, verdict };
}

const NO_REQUEST = {
  queryKey: [...restoreVerdicts.all(), 'nothing'],
  queryFn: (): Promise<RestoreVerdict> => Promise.reject(new Error('There is no request to validate yet.')),
};
