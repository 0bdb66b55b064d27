/** A list of jobs as a file for a spreadsheet: one line for each, with what an auditor asks for. */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { csvOf, csvTime, type CsvColumn } from '#ui/grid/csv.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { clockText, elapsedMs, jobType, type ColumnFacts } from './job-columns.tsx';

/** The jobs in the order given. Times are in UTC, to the second; of several errors the first is told. */
export const jobsCsv = (jobs: readonly Job[], facts: ColumnFacts): string => csvOf(columnsOf(facts), jobs);

const columnsOf = ({ now, subscriptionName, regionText }: ColumnFacts): CsvColumn<Job>[] => [
  { title: 'Backup instance', value: ({ properties }) => properties.backupInstanceFriendlyName },
  { title: 'Vault', value: ({ properties }) => properties.vaultName },
  { title: 'Datasource', value: ({ properties }) => properties.dataSourceName },
  { title: 'Datasource type', value: ({ properties }) => datasourceTypeText(properties.dataSourceType) },
  { title: 'Datasource subscription', value: ({ properties }) => subscriptionName(properties.sourceSubscriptionID) },
  { title: 'Datasource resource group', value: ({ properties }) => properties.sourceResourceGroup },
  { title: 'Datasource location', value: ({ properties }) => regionText(properties.dataSourceLocation) },
  { title: 'Operation', value: ({ properties }) => properties.operation },
  { title: 'Status', value: ({ properties }) => jobStatusView(properties.status).text },
  { title: 'Start time (UTC)', value: ({ properties }) => csvTime(properties.startTime) },
  { title: 'End time (UTC)', value: (job) => (isRunning(job) ? '' : csvTime(job.properties.endTime)) },
  { title: 'Duration', value: (job) => clockText(elapsedMs(job, now)) },
  { title: 'Type', value: jobType },
  { title: 'Backup policy', value: ({ properties }) => properties.policyName },
  { title: 'Error code', value: (job) => errorOf(job)?.code },
  { title: 'Error', value: (job) => errorOf(job)?.message },
  { title: 'Recommended action', value: (job) => errorOf(job)?.recommendedAction?.join(' ') },
  { title: 'Job ID', value: ({ name }) => name },
];

const errorOf = ({ properties }: Job) => properties.errorDetails?.[0];
