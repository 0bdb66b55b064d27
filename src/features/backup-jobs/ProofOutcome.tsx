import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { durationMs } from '#protocol/durations.ts';
import { proofIn, proofOutcome } from '#protocol/proof.ts';
import { formatBytes, formatDuration } from '#ui/text/format.ts';
import { SummaryList } from '#ui/page/SummaryList.tsx';

const useStyles = makeStyles({
  heading: { margin: '0', fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  findings: { margin: `${tokens.spacingVerticalS} 0 0`, overflowWrap: 'anywhere' },
});

/** The findings of a completed verification or drill. */
export function ProofOutcome({ job }: { job: Job }) {
  const styles = useStyles();
  const headingId = useId();
  if (isRunning(job)) return null;
  const { bytes, databases, tables, rows, timeToRestore, serverVersion, findings } = proofOutcome(job);
  const ms = timeToRestore === undefined ? undefined : durationMs(timeToRestore);
  const count = (label: string, value: number | undefined) =>
    value === undefined ? [] : [{ label, value: value.toLocaleString('en') }];
  const facts = [
    ...(bytes === undefined ? [] : [{ label: 'Read back', value: formatBytes(bytes) }]),
    ...count('Databases', databases),
    ...count('Tables compared', tables),
    ...count('Rows compared', rows),
    ...(ms === undefined ? [] : [{ label: 'Time to restore', value: formatDuration(ms) }]),
    ...(serverVersion === undefined ? [] : [{ label: 'Restored into', value: `PostgreSQL ${serverVersion}` }]),
  ];
  if (facts.length === 0) return null;
  return (
    <div>
      <SummaryList heading="Proof" facts={facts} />
      {findings.length > 0 && (
        <section aria-labelledby={headingId}>
          <h3 id={headingId} className={styles.heading}>
            {proofIn(job) === 'Drill' ? 'What the drill found' : 'What the verification found'}
          </h3>
          <ul className={styles.findings}>
            {findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
