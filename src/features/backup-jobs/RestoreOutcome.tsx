import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { restoreOutcome, type RestoredDatabase, type RestoredFile } from '#protocol/restore.ts';
import { paths } from '#paths';
import { CodeView } from '#ui/page/CodeView.tsx';
import { formatBytes } from '#ui/text/format.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { restoreScript } from './restore-script.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, maxWidth: '1000px' },
  heading: {
    margin: '0',
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  line: { margin: '0' },
});

/** What a finished restore has made, and the next steps. */
export function RestoreOutcome({ job }: { job: Job }) {
  const styles = useStyles();
  const headingId = useId();
  const { status, extendedInfo } = job.properties;
  if (isRunning(job) || !/^completed/i.test(status)) return null;
  const outcome = restoreOutcome(job);
  const isFiles = outcome.serverId === undefined;
  return (
    <section aria-labelledby={headingId} className={styles.root}>
      <h2 id={headingId} className={styles.heading}>
        {isFiles ? 'Restored files' : 'Restored databases'}
      </h2>
      {outcome.files.length > 0 && (
        <StaticTable
          ariaLabel="Restored files"
          columns={FILE_COLUMNS}
          rows={outcome.files}
          rowKey={({ name }) => name}
        />
      )}
      {outcome.databases.length > 0 && (
        <StaticTable
          ariaLabel="Restored databases"
          columns={DATABASE_COLUMNS}
          rows={outcome.databases}
          rowKey={({ targetName }) => targetName}
        />
      )}
      {outcome.serverId !== undefined && (
        <p className={styles.line}>
          They are on the server <RouteLink to={paths.server(outcome.serverId)}>{lastName(outcome.serverId)}</RouteLink>
          . Statistics are not restored: run ANALYZE before the first use.
        </p>
      )}
      {isFiles && (
        <>
          <p className={styles.line}>
            {outcome.folder === undefined
              ? `The files are in the container, under names that begin with ${outcome.filePrefix ?? ''}. `
              : `The files are in the folder ${outcome.folder} of the server. `}
            This script restores them into a PostgreSQL server; fill in its address first.
          </p>
          <CodeView
            fileName="restore.sh"
            height="280px" // the script of a server with a few databases
            text={restoreScript(outcome, extendedInfo?.recoveryDestination ?? '')}
          />
        </>
      )}
    </section>
  );
}

const FILE_COLUMNS: readonly StaticColumn<RestoredFile>[] = [
  { title: 'File', cell: ({ name }) => name },
  { title: 'Content', width: '34%', cell: contentOf },
  { title: 'Size', width: 90, cell: ({ bytes }) => formatBytes(bytes) },
];

function contentOf({ database, format }: RestoredFile): string {
  if (database === undefined) return 'Roles of the server, for psql';
  return `Database ${database}, for ${format === 'custom' ? 'pg_restore' : 'psql'}`;
}

const DATABASE_COLUMNS: readonly StaticColumn<RestoredDatabase>[] = [
  { title: 'Database', cell: ({ targetName }) => targetName },
  { title: 'Restored from', cell: ({ name }) => name },
  { title: 'Replaced another', width: 160, cell: ({ replaced }) => (replaced ? 'Yes' : 'No') },
];
