/** Verifying and drilling recovery points, which our back end can do and Azure cannot (decision 12). */
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { OperationResult } from '#protocol/data-protection.ts';
import type { ProofOperation } from '#protocol/proof.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

/** Proves a recovery point; `jobId` is the job to follow. */
export const startProof = (operation: ProofOperation, pointId: ResourceId): Promise<OperationResult> =>
  arm.post(`${pointId}/${operation.toLowerCase()}`, {}, { apiVersion: API_VERSIONS.dataProtection });
