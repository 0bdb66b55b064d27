import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    rowGap: tokens.spacingVerticalS,
    width: '132px', // the longest name in two lines
    height: '104px', // icon, gap and two lines
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textAlign: 'center',
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, textDecorationLine: 'underline' },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  icon: { display: 'flex', fontSize: '32px', color: tokens.colorBrandForeground1 }, // a service's picture
  label: { minHeight: `calc(2 * ${tokens.lineHeightBase200})`, lineHeight: tokens.lineHeightBase200 },
});

interface ServiceLinkProps {
  to: string;
  icon: ReactElement;
  label: string;
}

/** One service: its picture and its name. */
export function ServiceLink({ to, icon, label }: ServiceLinkProps) {
  const styles = useStyles();
  return (
    <Link to={to} className={styles.root}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.label}>{label}</span>
    </Link>
  );
}
