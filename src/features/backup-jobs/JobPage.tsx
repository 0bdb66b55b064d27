import { useQuery } from '@tanstack/react-query';
import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseArrowDownRegular } from '@fluentui/react-icons/svg/database-arrow-down';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { useParams } from 'react-router';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import type { Command } from '#ui/CommandBar.tsx';
import { Essentials } from '#ui/Essentials.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { vaultIdOf } from './job-columns.tsx';
import { jobFacts } from './job-facts.tsx';
import { JobProgress } from './JobProgress.tsx';
import { SubTasks } from './SubTasks.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL },
  problems: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
});

/** One job in detail, live while it runs. */
function JobPage() {
  const { jobId = '' } = useParams();
  const query = useQuery(backupJobs.byId(jobId));
  const vaultId = vaultIdOf(jobId);
  const job = query.data;
  const refresh: Command = {
    key: 'refresh',
    label: 'Refresh',
    icon: <ArrowClockwiseRegular />,
    onClick: () => void query.refetch(),
  };
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: `${vaultId.split('/').at(-1) ?? vaultId} | Backup jobs`, to: paths.vaultJobs(vaultId) },
      ]}
      title={job ? `${job.properties.operation} of ${job.properties.backupInstanceFriendlyName}` : 'Job'}
      subtitle="Backup job"
      closeTo={paths.vaultJobs(vaultId)}
      commands={job ? [refresh, ...commandsOf(job)] : [refresh]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={12} />} what="The job">
        {(loaded) => <JobDetails job={loaded} now={query.dataUpdatedAt} />}
      </Loadable>
    </Page>
  );
}

const commandsOf = (job: Job): Command[] => [
  {
    key: 'cancel',
    label: 'Cancel job',
    icon: <DismissCircleRegular />,
    disabledReason: isRunning(job) ? "Jobs of this kind can't be canceled." : 'The job has ended.',
  },
  {
    key: 'instance',
    label: 'View backup instance',
    icon: <DatabaseArrowDownRegular />,
    to: paths.instance(job.properties.backupInstanceId),
  },
];

function JobDetails({ job, now }: { job: Job; now: number }) {
  const styles = useStyles();
  const { errorDetails, extendedInfo } = job.properties;
  const warnings = extendedInfo?.warningDetails ?? [];
  return (
    <div className={styles.content}>
      {(errorDetails ?? []).length + warnings.length > 0 && (
        <div className={styles.problems}>
          {errorDetails?.map((error) => (
            <ProblemBar key={error.code} error={error} />
          ))}
          {warnings.map(({ warning, resourceName }) => (
            <MessageBar key={`${warning.code} ${resourceName ?? ''}`} intent="warning" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{warning.message}</MessageBarTitle>
                {warning.recommendedAction?.join(' ')} Code: {warning.code}
              </MessageBarBody>
            </MessageBar>
          ))}
        </div>
      )}
      {isRunning(job) && <JobProgress job={job} now={now} />}
      <Essentials facts={jobFacts(job, now)} json={{ title: job.name, value: job }} />
      <SubTasks subTasks={extendedInfo?.subTasks ?? []} />
    </div>
  );
}

export { JobPage as Component };
