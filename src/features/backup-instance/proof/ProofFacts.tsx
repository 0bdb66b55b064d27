import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import type { PointContents } from '#protocol/restore.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { copyFacts } from './copy-facts.tsx';
import { proofView, timeToRestoreText } from './proof-text.ts';

const useStyles = makeStyles({
  heading: { margin: '0', fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  findings: { margin: `${tokens.spacingVerticalS} 0 ${tokens.spacingVerticalL}`, overflowWrap: 'anywhere' },
});

interface ProofFactsProps {
  point: RecoveryPoint;
  /** Not shown when undefined. */
  encryption: PointContents['properties']['encryption'] | undefined;
}

/** The verified state of a restore point: since when, by which proof, and what was compared. */
export function ProofFacts({ point, encryption }: ProofFactsProps) {
  const styles = useStyles();
  const headingId = useId();
  const { proof, recoveryPointTime } = point.properties;
  const view = proofView(point);
  const drill = proof?.drill;
  const count = (value: number) => value.toLocaleString('en');
  const inWords = ({ databases, tables, rows }: { databases: number; tables: number; rows: number }) =>
    `${count(databases)} databases, ${count(tables)} tables, ${count(rows)} rows`;
  const facts = [
    { label: 'Time', value: <DateTime value={recoveryPointTime} /> },
    ...(encryption === undefined
      ? []
      : [{ label: 'Stored', value: encryption === 'age' ? 'Encrypted (age)' : 'Not encrypted' }]),
    ...copyFacts(point.properties.copies ?? []),
    { label: 'Proof', value: view && <StatusText kind={view.kind} text={view.text} /> },
    ...(proof?.damage
      ? [
          { label: 'Found to be damaged', value: <DateTime value={proof.damage.foundTime} /> },
          { label: 'What is wrong', value: proof.damage.message },
        ]
      : []),
    { label: 'Every byte read back', value: <DateTime value={proof?.verifiedTime} /> },
    ...(proof?.compared
      ? [
          {
            label: 'Read in the dumps',
            value: proof.compared.databases === 0 ? 'Nothing could be compared' : inWords(proof.compared),
          },
        ]
      : []),
    { label: 'Last drill', value: <DateTime value={drill?.time} /> },
    ...(drill
      ? [
          { label: 'Time to restore', value: timeToRestoreText(drill.timeToRestore) ?? '–' },
          { label: 'Compared', value: inWords(drill) },
          { label: 'Restored into', value: `PostgreSQL ${drill.serverVersion}` },
        ]
      : []),
  ];
  return (
    <>
      <SummaryList heading="Restore point" facts={facts} />
      {drill && drill.findings.length > 0 && (
        <section aria-labelledby={headingId}>
          <h3 id={headingId} className={styles.heading}>
            What the drill found
          </h3>
          <ul className={styles.findings}>
            {drill.findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
