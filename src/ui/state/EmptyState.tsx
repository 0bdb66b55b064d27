import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    rowGap: tokens.spacingVerticalS,
    maxWidth: '440px', // a sentence of comfortable length
    marginInline: 'auto',
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
  },
  picture: { display: 'flex', fontSize: '64px', color: tokens.colorNeutralForegroundDisabled }, // an icon as a picture
  heading: {
    margin: '0',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  text: { color: tokens.colorNeutralForeground2 },
  action: { marginBlockStart: tokens.spacingVerticalS },
});

interface EmptyStateProps {
  /** An icon; it is drawn large. */
  picture: ReactElement;
  heading: string;
  /** The meaning of an empty list. */
  children: ReactNode;
  /** The one action for an empty list. */
  action?: ReactNode;
}

export function EmptyState({ picture, heading, children, action }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <span className={styles.picture} aria-hidden="true">
        {picture}
      </span>
      <h2 className={styles.heading}>{heading}</h2>
      <span className={styles.text}>{children}</span>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
