import { makeStyles, tokens } from '@fluentui/react-components';
import { Link } from 'react-router';
import { paths } from '#paths';
import { menuOnDemand } from '#ui/menu-on-demand.tsx';
import { NotificationBell } from '../notifications/NotificationBell.tsx';
import { AccountButton } from './AccountButton.tsx';
import { HEADER } from './header-colours.ts';
import { Logo } from './Logo.tsx';
import { SettingsButton } from './SettingsButton.tsx';

const AccountMenu = menuOnDemand<object>(AccountButton, async () => (await import('./AccountMenu.tsx')).AccountMenu);
const ThemeMenu = menuOnDemand<object>(SettingsButton, async () => (await import('./ThemeMenu.tsx')).ThemeMenu);

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    flexShrink: 0,
    height: HEADER.height,
    color: HEADER.foreground,
    backgroundColor: HEADER.background,
    // Windows' high contrast replaces the background; the line keeps the bar visible.
    borderBottom: `${tokens.strokeWidthThin} solid transparent`,
  },
  product: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    height: '100%',
    paddingInline: tokens.spacingHorizontalM,
    color: 'inherit',
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    ':focus-visible': { outline: `2px solid ${HEADER.foreground}`, outlineOffset: '-3px' },
  },
  controls: { display: 'flex', alignItems: 'center', height: '100%', marginInlineStart: 'auto', minWidth: 0 },
});

export function Header() {
  const styles = useStyles();
  return (
    <header className={styles.root}>
      <Link to={paths.home()} className={styles.product}>
        <Logo size={22} />
        Backup Portal
      </Link>
      <div className={styles.controls}>
        <NotificationBell />
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  );
}
