/** The facts on the page of a job, label by label (docs/reference/screens.md#jobs). */
import type { ReactNode } from 'react';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { restoredBytes, restoreOutcome } from '#protocol/restore.ts';
import { paths } from '#paths';
import type { RegionText } from '#resources/region-names.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { formatBytes, formatDuration } from '#ui/text/format.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { retentionRuleText } from '#ui/text/point-text.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { elapsedMs, jobType } from './job-columns.tsx';
import { vaultIdOf } from './job-keys.ts';

/** The facts in reading order; two share a line on a wide page. */
export function jobFacts(job: Job, now: number, regionText: RegionText): { label: string; value: ReactNode }[] {
  const { properties } = job;
  const { extendedInfo } = properties;
  const details = extendedInfo?.additionalDetails ?? {};
  const { RetentionTag: retentionRule, ScheduledTime, MissedRun, SkippedRuns, Attempt, NextAttempt } = details;
  const bytes = extendedInfo?.dataTransferredInBytes ?? restoredBytes(job);
  const facts: { label: string; value: ReactNode }[] = [
    { label: 'Operation', value: properties.operation },
    {
      label: 'Backup instance',
      value: (
        <RouteLink to={paths.instance(properties.backupInstanceId)}>{properties.backupInstanceFriendlyName}</RouteLink>
      ),
    },
    { label: 'Status', value: <StatusText {...jobStatusView(properties.status)} /> },
    { label: 'Datasource', value: properties.dataSourceName },
    { label: 'Type', value: jobType(job) },
    { label: 'Datasource type', value: datasourceTypeText(properties.dataSourceType) },
    { label: 'Datasource location', value: regionText(properties.dataSourceLocation) },
    { label: 'Start time', value: <DateTime value={properties.startTime} /> },
    { label: 'Backup vault', value: <RouteLink to={paths.vault(vaultIdOf(job.id))}>{properties.vaultName}</RouteLink> },
    { label: 'End time', value: <DateTime value={properties.endTime} /> },
    { label: 'Backup policy', value: properties.policyName ?? '–' },
    { label: isRunning(job) ? 'Running for' : 'Duration', value: formatDuration(elapsedMs(job, now)) },
    { label: 'Retention rule', value: retentionRule === undefined ? '–' : retentionRuleText(retentionRule) },
    { label: 'Data transferred', value: typeof bytes === 'number' ? formatBytes(bytes) : '–' },
    { label: 'Activity ID', value: <CopyableId id={properties.activityID} label="Copy activity ID" /> },
    { label: 'Job ID', value: <CopyableId id={job.name} label="Copy job ID" /> },
  ];
  if (ScheduledTime !== undefined) facts.push({ label: 'Scheduled for', value: <DateTime value={ScheduledTime} /> });
  if (MissedRun !== undefined) facts.push({ label: 'Missed run', value: MissedRun });
  if (SkippedRuns !== undefined)
    facts.push({ label: 'Not made up', value: <Moments values={SkippedRuns.split(', ')} /> });
  if (Attempt !== undefined) facts.push({ label: 'Attempt', value: Attempt });
  if (NextAttempt !== undefined) facts.push({ label: 'Next attempt', value: <DateTime value={NextAttempt} /> });
  const restored = extendedInfo?.sourceRecoverPoint;
  if (restored) facts.push({ label: 'Restore point', value: <DateTime value={restored.recoveryPointTime} /> });
  const { afterRestart } = restoreOutcome(job);
  if (afterRestart !== undefined) facts.push({ label: 'After a restart', value: afterRestart });
  if (extendedInfo?.recoveryDestination) facts.push({ label: 'Destination', value: extendedInfo.recoveryDestination });
  return facts;
}

const Moments = ({ values }: { values: string[] }) => (
  <>
    {values.map((value, at) => (
      <span key={value}>
        {at > 0 && ', '}
        <DateTime value={value} />
      </span>
    ))}
  </>
);

function CopyableId({ id, label }: { id: string; label: string }) {
  return (
    <>
      {id} <CopyButton text={id} label={label} />
    </>
  );
}
