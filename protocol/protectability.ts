/** Whether a server can be protected at all, as far as its own record tells (docs/reference/arm.md#13-limits). */
import { MAX_PROTECTED_SIZE_GB, type PostgresServer } from './postgres.ts';

/** Why no vault can take the server, in a sentence; undefined when one can. The service has the last word. */
export function protectabilityProblem({ properties }: PostgresServer): string | undefined {
  const { state, replicationRole, storage, cluster } = properties;
  if (/replica$/i.test(replicationRole)) return "Read replicas can't be protected. Select the primary server.";
  if (cluster !== undefined && cluster !== null) return "Elastic clusters can't be protected.";
  if (storage.storageSizeGB > MAX_PROTECTED_SIZE_GB) return 'Server storage is larger than 1 TB.';
  return state === 'Ready' ? undefined : `Server state is ${state}; it must be Ready.`;
}
