/** The backups of one subscription of the large estate: their jobs, and the points that still exist. */
import type { Vault } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { RuleKind } from '#protocol/rule-kinds.ts';
import { completedJob, failedJob, newBackupJob } from '#provider/domain/job-states.ts';
import { newRecoveryPoint } from '#provider/domain/recovery-points.ts';
import type { InstanceRecord, JobRecord, RecoveryPointRecord } from '#provider/records.ts';
import { policyRecord, POLICY_NAME, type SeedServer } from '#provider/seed.ts';
import { createRandom, type Random } from './random.ts';

const SCHEDULED_EACH = 90;
const ON_DEMAND_EACH = 10;
const POINTS_EACH = 10;
/** One server is backed up each hour by a script: a list of recovery points can be that long. */
const POINTS_OF_ONE = 10_000;

interface Protected {
  vault: Vault;
  server: SeedServer;
  record: InstanceRecord;
}

export interface Run extends Protected {
  jobId: string;
  recoveryPointId: string;
  began: Date;
  ended: Date;
  isScheduled: boolean;
  outcome: 'Completed' | 'CompletedWithWarnings' | 'Failed';
  /** The rule that keeps its point. */
  retentionTag: string;
  /** Whether its recovery point is still there. */
  hasPoint: boolean;
}

/** Every backup of these instances: one each Sunday, and a few on-demand ones in the last days. */
export function runsOf(subscriptionId: string, all: readonly Protected[], now: Date): Run[] {
  const random = createRandom(`runs of ${subscriptionId}`);
  const sunday = lastSunday(now);
  return all.flatMap((each) => {
    let points = 0;
    return Array.from({ length: SCHEDULED_EACH + ON_DEMAND_EACH }, (_, at) => {
      const isScheduled = at < SCHEDULED_EACH;
      const began = isScheduled
        ? new Date(sunday - at * 7 * DAY_MS + random.below(HOUR_MS / 2))
        : new Date(now.getTime() - (at - SCHEDULED_EACH) * DAY_MS - 2 * HOUR_MS - random.below(20 * HOUR_MS));
      const outcome = random.weighted({ Completed: 96, CompletedWithWarnings: 1, Failed: 3 });
      const hasPoint = isScheduled && outcome !== 'Failed' && points < POINTS_EACH;
      if (hasPoint) points += 1;
      return {
        ...each,
        jobId: random.guid(),
        recoveryPointId: random.guid().replaceAll('-', ''),
        began,
        ended: new Date(began.getTime() + durationMs(random, each.server)),
        isScheduled,
        outcome,
        retentionTag: isScheduled ? tagOf(began) : 'default',
        hasPoint,
      };
    });
  });
}

export function jobOf(run: Run): JobRecord {
  const { vault, record, jobId, began, ended, isScheduled, outcome, retentionTag, recoveryPointId } = run;
  const begun = newBackupJob({
    jobId,
    activityId: jobId,
    vault,
    instance: record.resource,
    policyName: POLICY_NAME,
    now: began,
    cause: isScheduled ? { scheduled: began, isMadeUp: false, skipped: [], tries: 1 } : { retentionTag },
  });
  const resource =
    outcome === 'Failed'
      ? failedJob(begun, REFUSED, ended)
      : completedJob(
          begun,
          {
            recoveryPointId,
            retentionTag,
            bytes: run.server.sizeInBytes ?? 0,
            warnings: outcome === 'Completed' ? [] : [SLOW],
          },
          ended,
        );
  return { vaultId: vault.id, resource, recoveryPointId, ...(!isScheduled && { retentionTag }) };
}

/** The remaining points of the script's backups, hour by hour, in addition to the instance's others. */
export function hourlyPointsOf({ vault, record }: Protected, now: Date): RecoveryPointRecord[] {
  const random = createRandom(`points of ${record.resource.id}`);
  return Array.from({ length: POINTS_OF_ONE - POINTS_EACH }, (_, at) =>
    pointOf({
      vault,
      record,
      recoveryPointId: random.guid().replaceAll('-', ''),
      ended: new Date(now.getTime() - (at + 1) * HOUR_MS),
      retentionTag: 'Yearly',
    }),
  );
}

type Kept = Pick<Run, 'vault' | 'record' | 'recoveryPointId' | 'ended' | 'retentionTag'>;

export function pointOf({ vault, record, recoveryPointId, ended, retentionTag }: Kept): RecoveryPointRecord {
  const policyId = record.resource.properties.policyInfo.policyId;
  const policy = policyRecord(vault.id, policyId);
  return {
    vaultId: vault.id,
    instanceId: record.resource.id,
    resource: newRecoveryPoint({
      recoveryPointId,
      instanceId: record.resource.id,
      policy: { name: policy.resource.name, version: policy.version, properties: policy.resource.properties },
      retentionTag,
      dataStoreId: `${vault.id}/dataStores/VaultStore`,
      created: ended,
    }),
  };
}

const REFUSED = {
  code: ErrorCode.postgresOperationFailed,
  message: 'The server refused the connection.',
  recommendedAction: ['Check that the server is running, and start the backup again.'],
};
const SLOW = {
  code: 'UserWarningBackupSlow',
  message: 'The backup took longer than the time between two log checkpoints of the server.',
  recommendedAction: ['Plan backups for a time at which the server has less to do.'],
};

/** Milliseconds since 1970 of the last Sunday at 02:00 UTC, when every seeded policy runs. */
function lastSunday(now: Date): number {
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) + 2 * HOUR_MS;
  const sunday = day - now.getUTCDay() * DAY_MS;
  return sunday + 4 * HOUR_MS < now.getTime() ? sunday : sunday - 7 * DAY_MS;
}

const durationMs = (random: Random, { storageSizeGB }: SeedServer): number =>
  Math.round((60_000 + storageSizeGB * 2_000) * (0.5 + random.next()));

/** First of the year, of the month or of the week. */
const tagOf = (began: Date): RuleKind => {
  const isFirst = began.getUTCDate() <= 7;
  return isFirst && began.getUTCMonth() === 0 ? 'Yearly' : isFirst ? 'Monthly' : 'Weekly';
};
