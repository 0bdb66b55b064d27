import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { vaults } from '#resources/vaults.ts';
import type { GatheredList } from '#resources/useGathered.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { CenterLink } from './CenterLink.tsx';

const useStyles = makeStyles({
  root: { marginBlockStart: tokens.spacingVerticalXXL, maxWidth: '640px' }, // lines of comfortable length
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  steps: { margin: '0', paddingInlineStart: tokens.spacingHorizontalXXL },
  step: { paddingBlock: tokens.spacingVerticalS },
  title: { fontWeight: tokens.fontWeightSemibold },
  state: { display: 'block' },
});

interface GettingStartedProps {
  servers: GatheredList<PostgresServer>;
  onProtect: () => void;
}

/** What to do first, where nothing is protected yet. */
export function GettingStarted({ servers, onProtect }: GettingStartedProps) {
  const styles = useStyles();
  const headingId = useId();
  const { data: allVaults } = useQuery(vaults.everywhere());
  const found = servers.data?.length ?? 0;
  return (
    <section aria-labelledby={headingId} className={styles.root}>
      <h2 id={headingId} className={styles.heading}>
        Nothing is protected yet. Three steps to the first backup:
      </h2>
      <ol className={styles.steps}>
        <Step
          title="Have a server"
          done={found > 0 ? `${found.toLocaleString('en')} found` : undefined}
          action={<RouteLink to={paths.servers()}>View {POSTGRES_SERVERS.words.many}</RouteLink>}
        >
          Servers of your subscriptions are found by themselves.
        </Step>
        <Step
          title="Create a vault"
          done={allVaults?.length ? `${allVaults.length.toLocaleString('en')} found` : undefined}
          action={<RouteLink to={paths.createVault('basics', paths.businessContinuity())}>Create vault</RouteLink>}
        >
          It keeps the recovery points, in the region of the servers.
        </Step>
        <Step
          title="Configure protection"
          done={undefined}
          action={
            <Button size="small" appearance={found > 0 ? 'primary' : 'secondary'} onClick={onProtect}>
              Configure protection
            </Button>
          }
        >
          Choose a policy, which says when backups run and how long they are kept, and the{' '}
          <CenterLink to={paths.protectableResources()} inline>
            servers
          </CenterLink>
          .
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  title: string;
  /** What exists already. */
  done: string | undefined;
  action: ReactNode;
  children: ReactNode;
}

function Step({ title, done, action, children }: StepProps) {
  const styles = useStyles();
  return (
    <li className={styles.step}>
      <span className={styles.title}>{title}.</span> {children}
      <span className={styles.state}>{done === undefined ? action : <StatusText kind="success" text={done} />}</span>
    </li>
  );
}
