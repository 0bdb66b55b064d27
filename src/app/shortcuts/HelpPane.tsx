import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons/svg/open';
import { Fragment, useId, type ReactNode } from 'react';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { useKept } from '#ui/state/kept.ts';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';
import { singleKeys } from './single-keys.ts';

/** Microsoft's pages about the same things; the portal behaves as they say. */
const DOCUMENTS = [
  {
    label: `Back up ${POSTGRES_SERVERS.words.services}`,
    href: 'https://learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex',
  },
  {
    label: `Restore ${POSTGRES_SERVERS.words.services}`,
    href: 'https://learn.microsoft.com/azure/backup/restore-azure-database-postgresql-flex',
  },
  {
    label: 'Support matrix: what can be backed up',
    href: 'https://learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex-support-matrix',
  },
  {
    label: `Troubleshoot backups of ${POSTGRES_SERVERS.words.many}`,
    href: 'https://learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex-troubleshoot',
  },
];

const useStyles = makeStyles({
  section: { marginBlockEnd: tokens.spacingVerticalXXL },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  note: { margin: `0 0 ${tokens.spacingVerticalL}`, color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  shortcut: {
    display: 'grid',
    gridTemplateColumns: '176px 1fr', // the longest keys
    alignItems: 'baseline',
    columnGap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalXS,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  keys: { margin: '0', color: tokens.colorNeutralForeground2 },
  does: { margin: '0' },
  key: {
    display: 'inline-block',
    boxSizing: 'border-box',
    minWidth: '22px', // a letter as wide as it is high
    padding: `0 ${tokens.spacingHorizontalXS}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderBottomWidth: tokens.strokeWidthThick,
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: 'inherit',
    textAlign: 'center',
    color: tokens.colorNeutralForeground1,
  },
  link: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS },
  documents: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
});

/** The list of keys, and where to read more. */
export function HelpPane({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const hidden = useHiddenText();
  const areOff = useKept(singleKeys) === 'off';
  return (
    <ContextPane title="Help + keyboard shortcuts" open onClose={onClose}>
      {areOff && (
        <p className={styles.note}>
          Shortcuts of single keys are off. Turn them on in Settings to use those without Ctrl.
        </p>
      )}
      {SHORTCUTS.map(({ heading, shortcuts }) => (
        <Section key={heading} heading={heading}>
          <dl className={styles.list}>
            {shortcuts.map((shortcut) => (
              <div key={shortcut.does} className={styles.shortcut}>
                <dt className={styles.keys}>
                  <Keys shortcut={shortcut} />
                </dt>
                <dd className={styles.does}>{shortcut.does}</dd>
              </div>
            ))}
          </dl>
        </Section>
      ))}
      <Section heading="Documentation">
        <ul className={`${styles.list} ${styles.documents}`}>
          {DOCUMENTS.map(({ label, href }) => (
            <li key={href}>
              <Link href={href} target="_blank" rel="noreferrer" className={styles.link}>
                {label}
                <OpenRegular aria-hidden="true" />
                <span className={hidden.root}>(new tab)</span>
              </Link>
            </li>
          ))}
        </ul>
      </Section>
    </ContextPane>
  );
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section}>
      <h3 id={id} className={styles.heading}>
        {heading}
      </h3>
      {children}
    </section>
  );
}

/** The labels of the keys. */
const CAPS: Partial<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};
/** The keys as a screen reader reads them. */
const SPOKEN: Partial<Record<string, string>> = {
  ArrowUp: 'Up arrow',
  ArrowDown: 'Down arrow',
  ArrowLeft: 'Left arrow',
  ArrowRight: 'Right arrow',
  '/': 'Slash',
  '?': 'Question mark',
};

function Keys({ shortcut }: { shortcut: Shortcut }) {
  const styles = useStyles();
  const { keys, withCtrl = false, action } = shortcut;
  // The keys of one action follow each other; keys of a list or toolbar are alternatives.
  const between = action === undefined ? ' or ' : ' then ';
  return (
    <>
      {withCtrl && (
        <>
          <kbd className={styles.key}>Ctrl</kbd>
          {' + '}
        </>
      )}
      {keys.map((key, at) => (
        <Fragment key={key}>
          {at > 0 && between}
          <kbd className={styles.key}>
            <Cap name={key} />
          </kbd>
        </Fragment>
      ))}
    </>
  );
}

function Cap({ name }: { name: string }) {
  const hidden = useHiddenText();
  const cap = CAPS[name] ?? (name.length === 1 ? name.toUpperCase() : name);
  const spoken = SPOKEN[name];
  if (spoken === undefined) return cap;
  return (
    <>
      <span aria-hidden="true">{cap}</span>
      <span className={hidden.root}>{spoken}</span>
    </>
  );
}
