import type { Job } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';

/** Backup, Restore, Verify or Drill. */
export const jobKind = (job: Job): string => proofIn(job) ?? job.properties.operationCategory;
