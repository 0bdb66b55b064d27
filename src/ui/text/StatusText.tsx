import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleHintRegular } from '@fluentui/react-icons/svg/circle-hint';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import { InfoFilled } from '@fluentui/react-icons/svg/info';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import type { ReactElement } from 'react';

export type StatusKind = 'success' | 'error' | 'warning' | 'running' | 'neutral' | 'info';

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'baseline',
    columnGap: tokens.spacingHorizontalSNudge,
    minWidth: 0,
    maxWidth: '100%',
  },
  // The words, not the icon, are aligned with the text beside them.
  icon: { display: 'inline-flex', alignSelf: 'center', flexShrink: 0, fontSize: tokens.fontSizeBase400 },
  success: { color: tokens.colorStatusSuccessForeground1 },
  error: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  running: {},
  neutral: { color: tokens.colorNeutralForeground3 },
  info: { color: tokens.colorBrandForeground1 },
  // Where lines are not broken, as in the rows of a long list, a long text ends in an ellipsis.
  text: { minWidth: 0, overflowWrap: 'anywhere', overflow: 'hidden', textOverflow: 'ellipsis' },
  turning: {
    boxSizing: 'border-box',
    width: '14px', // the ring inside a 16 px icon
    height: '14px',
    margin: '1px',
    borderRadius: tokens.borderRadiusCircular,
    border: `${tokens.strokeWidthThick} solid ${tokens.colorBrandStroke2Contrast}`,
    borderTopColor: tokens.colorBrandStroke1,
    animationName: { to: { transform: 'rotate(360deg)' } },
    animationDuration: '1s',
    animationTimingFunction: 'linear',
    animationIterationCount: 'infinite',
  },
});

const ICONS: Record<StatusKind, ReactElement> = {
  success: <CheckmarkCircleFilled />,
  error: <ErrorCircleFilled />,
  warning: <WarningFilled />,
  running: <Turning />,
  neutral: <CircleHintRegular />,
  info: <InfoFilled />,
};

interface StatusTextProps {
  kind: StatusKind;
  text: string;
}

/** A state in a row or a field: an icon, and always words, because colour alone is not enough. */
export function StatusText({ kind, text }: StatusTextProps) {
  const styles = useStyles();
  return (
    <span className={styles.root}>
      <span className={`${styles.icon} ${styles[kind]}`} aria-hidden="true">
        {ICONS[kind]}
      </span>
      <span className={styles.text}>{text}</span>
    </span>
  );
}

function Turning() {
  return <span className={useStyles().turning} />;
}
