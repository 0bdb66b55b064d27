/** The columns of every list of jobs, and of its file (docs/reference/screens.md#backup-vault, #business-continuity-center). */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import type { Names } from '#resources/useNames.ts';
import { byNumber } from '#ui/grid/grid-sort.ts';
import { columnsOf, type ListColumn } from '#ui/list/list-column.tsx';
import { useAddress } from '#ui/page/address.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { byStart, jobKeys, vaultIdOf } from './job-keys.ts';
import type { JobScope } from './job-pills.ts';

export interface ColumnFacts {
  /** When the list was read: the end of a running job's duration so far. */
  now: number;
  names: Names;
}

/**
 * The columns of a list of jobs, in order. Values that all rows have in common are only in the file, where an auditor
 * needs them.
 */
export function jobColumns(scope: JobScope, { now, names }: ColumnFacts): readonly ListColumn<Job>[] {
  const inFile = { only: 'file' as const };
  const ofInstance = scope === 'one instance' ? inFile : {};
  return columnsOf<Job>([
    {
      id: 'instance',
      title: 'Backup instance',
      text: ({ properties }) => properties.backupInstanceFriendlyName,
      address: ({ properties }) => paths.instance(properties.backupInstanceId),
      ...ofInstance,
    },
    {
      id: 'vault',
      title: 'Vault',
      text: ({ properties }) => properties.vaultName,
      address: ({ id }) => paths.vault(vaultIdOf(id)),
      ...(scope !== 'everywhere' && inFile),
    },
    { id: 'datasource', title: 'Datasource', text: ({ properties }) => properties.dataSourceName, ...inFile },
    {
      id: 'datasourceType',
      title: 'Datasource type',
      text: ({ properties }) => datasourceTypeText(properties.dataSourceType),
      ...inFile,
    },
    {
      id: 'subscription',
      title: 'Datasource subscription',
      // The names of the instance and its vault share the width that the others leave.
      width: '10%',
      text: ({ properties }) => names.subscription(properties.sourceSubscriptionID),
      ...ofInstance,
    },
    {
      id: 'group',
      title: 'Datasource resource group',
      width: '10%',
      text: ({ properties }) => properties.sourceResourceGroup,
      ...ofInstance,
    },
    {
      id: 'location',
      title: 'Datasource location',
      width: 120,
      // The vault replaces the location, which is the vault's own: so all columns fit a laptop.
      isExtra: scope === 'everywhere',
      text: ({ properties }) => names.region(properties.dataSourceLocation),
      ...ofInstance,
    },
    {
      id: 'operation',
      title: 'Operation',
      width: 85,
      text: ({ properties }) => properties.operation,
      cell: (job) => <DetailsLink job={job} />,
    },
    {
      id: 'status',
      title: 'Status',
      width: 135,
      text: ({ properties }) => jobStatusView(properties.status).text,
      cell: ({ properties }) => <StatusText {...jobStatusView(properties.status)} />,
    },
    { id: 'start', title: 'Start time', width: 175, time: ({ properties }) => properties.startTime, order: byStart },
    {
      id: 'end',
      title: 'End time',
      time: (job) => (isRunning(job) ? undefined : job.properties.endTime),
      ...inFile,
    },
    // The rows show the type before the duration, the file after it.
    { id: 'type', title: 'Type', width: 92, text: jobType, only: 'rows' },
    {
      id: 'duration',
      title: 'Duration',
      width: 80,
      text: (job) => clockText(elapsedMs(job, now)),
      order: byNumber((job) => elapsedMs(job, now)),
    },
    { id: 'typeInFile', title: 'Type', text: jobType, ...inFile },
    { id: 'policy', title: 'Backup policy', text: ({ properties }) => properties.policyName ?? undefined, ...inFile },
    // The first of several errors.
    { id: 'code', title: 'Error code', text: (job) => errorOf(job)?.code, ...inFile },
    { id: 'error', title: 'Error', text: (job) => errorOf(job)?.message, ...inFile },
    {
      id: 'action',
      title: 'Recommended action',
      text: (job) => errorOf(job)?.recommendedAction?.join(' '),
      ...inFile,
    },
    { id: 'id', title: 'Job ID', text: ({ name }) => name, ...inFile },
  ]);
}

const errorOf = ({ properties }: Job) => properties.errorDetails?.[0];

/** Opens the job beside the list, which keeps its filters and order. */
function DetailsLink({ job }: { job: Job }) {
  const address = useAddress<'job'>();
  const { operation, backupInstanceFriendlyName: name } = job.properties;
  return (
    <RouteLink to={address.to({ job: job.id })} aria-label={`${operation} job of ${name}`}>
      {operation}
    </RouteLink>
  );
}

/** Who started the job: the schedule or a person. */
export const jobType = ({ properties }: Job): string => (properties.isUserTriggered ? 'On-demand' : 'Scheduled');

/** The duration of the job, also so far: while it runs, the service sends none (docs/reference/arm.md#11-jobs). */
export function elapsedMs(job: Job, now: number): number {
  const { isRunning, start, duration } = jobKeys(job);
  return isRunning ? Math.max(0, now - start) : duration;
}

/** `hh:mm:ss`, as lists of jobs show it. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
