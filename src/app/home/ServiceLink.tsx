import { makeStyles, tokens } from '@fluentui/react-components';
import type { ComponentProps, ReactElement } from 'react';
import { Link } from 'react-router';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'flex-start',
    rowGap: tokens.spacingVerticalS,
    boxSizing: 'border-box',
    width: '132px', // the longest name in three lines
    height: '112px', // icon, gap and three lines
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXS} 0`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    font: 'inherit',
    color: tokens.colorNeutralForeground1,
    textAlign: 'center',
    textDecorationLine: 'none',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, textDecorationLine: 'underline' },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  icon: { display: 'flex', fontSize: '32px', color: tokens.colorBrandForeground1 }, // a service's picture
  label: { lineHeight: tokens.lineHeightBase200 },
});

interface TileProps {
  icon: ReactElement;
  label: string;
}

/** One service: its picture and its name. */
export function ServiceLink({ to, ...tile }: TileProps & { to: string }) {
  const styles = useStyles();
  return (
    <Link to={to} className={styles.root}>
      <Tile {...tile} />
    </Link>
  );
}

/** Something that looks the same and acts on the page. */
export function ServiceButton({ icon, label, ...button }: TileProps & ComponentProps<'button'>) {
  const styles = useStyles();
  return (
    <button type="button" className={styles.root} {...button}>
      <Tile icon={icon} label={label} />
    </button>
  );
}

function Tile({ icon, label }: TileProps) {
  const styles = useStyles();
  return (
    <>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.label}>{label}</span>
    </>
  );
}
