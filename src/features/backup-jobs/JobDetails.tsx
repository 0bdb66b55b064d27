import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';
import { isRestore } from '#protocol/restore.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { Essentials } from '#ui/page/Essentials.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { jobFacts } from './job-facts.tsx';
import { JobProgress } from './JobProgress.tsx';
import { SubTasks } from './SubTasks.tsx';

// Few jobs have it, and only when they have ended.
const RestoreOutcome = loadedWhenShown(async () => (await import('./RestoreOutcome.tsx')).RestoreOutcome);

const ProofOutcome = loadedWhenShown(async () => (await import('./ProofOutcome.tsx')).ProofOutcome);

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL },
  problems: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
});

/** The details of a job, on its page and in the pane beside a list: errors first, then the progress. */
export function JobDetails({ job, now }: { job: Job; now: number }) {
  const styles = useStyles();
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const { errorDetails, extendedInfo } = job.properties;
  const warnings = extendedInfo?.warningDetails ?? [];
  return (
    <div className={styles.content}>
      {(errorDetails ?? []).length + warnings.length > 0 && (
        <div className={styles.problems}>
          {errorDetails?.map((error) => (
            <ProblemBar key={error.code + error.message} error={error} />
          ))}
          {isIncomplete(job) && (
            <MessageBar intent="info" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>What did not fail is kept as an incomplete restore point.</MessageBarTitle>
                It can be restored. It does not count as the backup of its period, and lets no complete restore point
                expire.
              </MessageBarBody>
            </MessageBar>
          )}
          {warnings.map(({ warning, resourceName }) => (
            <MessageBar
              key={`${warning.code} ${resourceName ?? ''} ${warning.message}`}
              intent="warning"
              layout="multiline"
            >
              <MessageBarBody>
                <MessageBarTitle>{warning.message}</MessageBarTitle>
                {warning.recommendedAction?.join(' ')} Code: {warning.code}
              </MessageBarBody>
            </MessageBar>
          ))}
        </div>
      )}
      {isRunning(job) && <JobProgress job={job} now={now} />}
      <Essentials facts={jobFacts(job, now, regionText)} json={{ title: job.name, value: job }} />
      <SubTasks subTasks={extendedInfo?.subTasks ?? []} />
      {isRestore(job) && <RestoreOutcome job={job} />}
      {proofIn(job) !== undefined && <ProofOutcome job={job} />}
    </div>
  );
}

/** A backup that failed in part: it still names its recovery point. */
const isIncomplete = ({ properties }: Job): boolean =>
  properties.status.toLowerCase() === 'failed' && properties.extendedInfo?.targetRecoverPoint != null;

/** The title of a job, such as `Backup of pg-orders`. */
export const jobTitle = ({ properties }: Job): string =>
  `${properties.operation} of ${properties.backupInstanceFriendlyName}`;
