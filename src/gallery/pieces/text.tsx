import { makeStyles, tokens } from '@fluentui/react-components';
import { DateTime } from '#ui/text/DateTime.tsx';
import { JOB_STATUSES } from '#ui/text/job-status.ts';
import { PROTECTION_STATUSES } from '#ui/text/protection-status.ts';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { StatusText, type StatusKind } from '#ui/text/StatusText.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { POLICY } from '../samples.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  narrow: { width: '160px', whiteSpace: 'nowrap' },
});

const KINDS: readonly StatusKind[] = ['success', 'error', 'warning', 'running', 'neutral', 'info'];

function StatusTextStates() {
  const styles = useStyles();
  return (
    <>
      <Example state="each kind">
        <div className={styles.row}>
          {KINDS.map((kind) => (
            <StatusText key={kind} kind={kind} text={kind} />
          ))}
        </div>
      </Example>
      <Example state="of jobs">
        <Statuses of={JOB_STATUSES} />
      </Example>
      <Example state="of protection">
        <Statuses of={PROTECTION_STATUSES} />
      </Example>
      <Example state="longer than its column">
        <div className={styles.narrow}>
          <StatusText kind="warning" text="Completed with warnings about three tables" />
        </div>
      </Example>
    </>
  );
}

function Statuses({ of }: { of: Readonly<Record<string, { kind: StatusKind; text: string }>> }) {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      {[...new Map(Object.values(of).map((view) => [view.text, view])).values()].map((view) => (
        <StatusText key={view.text} {...view} />
      ))}
    </div>
  );
}

const DateTimeStates = () => (
  <>
    <Example state="a moment">
      <DateTime value="2026-11-29T02:00:00Z" />
    </Example>
    <Example state="none">
      <DateTime value={undefined} />
    </Example>
  </>
);

export const TEXT_PIECES: readonly Piece[] = [
  { name: 'StatusText', files: ['text/StatusText'], States: StatusTextStates },
  { name: 'DateTime', files: ['text/DateTime'], States: DateTimeStates },
  {
    name: 'RetentionTable',
    files: ['text/RetentionTable'],
    States: () => (
      <Example state="all four rules">
        <RetentionTable policy={POLICY} />
      </Example>
    ),
  },
];
