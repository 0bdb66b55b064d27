import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import type { ConnectionFinding, ConnectionTest } from '#protocol/postgres.ts';
import { formatBytes } from '#ui/text/format.ts';
import { StatusText, type StatusKind } from '#ui/text/StatusText.tsx';
import { databasesText, encryptionText, verdictOf } from './test-words.ts';

const useStyles = makeStyles({
  card: {
    maxWidth: '800px', // the form column
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: '160px minmax(0, 1fr)', // the longest label
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    margin: '0',
    '@media (max-width: 720px)': { gridTemplateColumns: '1fr' },
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', overflowWrap: 'anywhere' },
  findings: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: tokens.spacingVerticalM,
    listStyleType: 'none',
    margin: `${tokens.spacingVerticalM} 0 0`,
    padding: '0',
  },
  // Under the words, not under their icon.
  action: { margin: `${tokens.spacingVerticalXXS} 0 0 22px`, overflowWrap: 'anywhere' },
  statement: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

const KINDS: Readonly<Record<ConnectionFinding['level'], StatusKind>> = {
  Error: 'error',
  Warning: 'warning',
  Information: 'info',
};

/** The facts that the server reported, and what prevents its backups. */
export function TestResult({ test }: { test: ConnectionTest }) {
  const styles = useStyles();
  const headingId = useId();
  const facts = [
    { label: 'PostgreSQL version', value: `${test.version}.${test.minorVersion}` },
    { label: 'Databases', value: databasesText(test.databases) },
    { label: 'Size', value: formatBytes(test.sizeInBytes) },
    { label: 'Encryption', value: encryptionText(test.tls) },
    {
      label: 'Backup tools',
      value: test.toolVersion === undefined ? 'None that can read it' : `pg_dump ${test.toolVersion}`,
    },
  ];
  return (
    <section aria-labelledby={headingId} className={styles.card}>
      <h3 id={headingId} className={styles.heading}>
        <StatusText {...verdictOf(test.findings)} />
      </h3>
      <dl className={styles.facts}>
        {facts.map(({ label, value }) => (
          <Fact key={label} label={label} value={value} />
        ))}
      </dl>
      {test.findings.length > 0 && (
        <ul className={styles.findings} aria-label="What to know">
          {test.findings.map((finding) => (
            <li key={finding.code + finding.message}>
              <StatusText kind={KINDS[finding.level]} text={finding.message} />
              {finding.recommendedAction.map((action) => (
                <p key={action} className={styles.action}>
                  {isStatement(action) ? <code className={styles.statement}>{action}</code> : action}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
    </>
  );
}

/** A command to run at the server instead of a text to read. */
const isStatement = (action: string): boolean => /^(?:GRANT|ALTER|DROP) .*;$/.test(action);
