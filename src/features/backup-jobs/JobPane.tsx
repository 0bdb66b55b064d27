import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { serviceTime } from '#resources/service-time.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { JobDetails, jobTitle } from './JobDetails.tsx';

const useStyles = makeStyles({
  links: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalXXL,
    marginBlockEnd: tokens.spacingVerticalL,
  },
});

interface JobPaneProps {
  /** No pane when absent. */
  jobId: ResourceId | undefined;
  onClose: () => void;
}

/** The details of one job beside the list, live while it runs. */
export function JobPane({ jobId, onClose }: JobPaneProps) {
  const styles = useStyles();
  // While it slides out, the pane still shows its job.
  const [shownId, setShownId] = useState(jobId);
  if (jobId !== undefined && jobId !== shownId) setShownId(jobId);
  const query = useQuery({ ...backupJobs.byId(shownId ?? ''), enabled: jobId !== undefined });
  const job = query.data;
  return (
    <ContextPane
      title={job ? jobTitle(job) : 'Job'}
      subtitle="Backup job"
      size="large"
      open={jobId !== undefined}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={12} />} what="The job">
        {(loaded) => (
          <>
            <div className={styles.links}>
              <RouteLink to={paths.job(loaded.id)}>Open the page of this job</RouteLink>
              <RouteLink to={paths.instance(loaded.properties.backupInstanceId)}>View backup instance</RouteLink>
            </div>
            <JobDetails job={loaded} now={serviceTime(query.dataUpdatedAt)} />
          </>
        )}
      </Loadable>
    </ContextPane>
  );
}
