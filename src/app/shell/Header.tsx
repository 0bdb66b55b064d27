import { makeStyles, tokens } from '@fluentui/react-components';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { Link } from 'react-router';
import { paths } from '#paths';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { menuOnDemand } from '#ui/state/menu-on-demand.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { NotificationBell } from '../notifications/NotificationBell.tsx';
import { AccountButton } from './AccountButton.tsx';
import { HEADER } from './header-colours.ts';
import { HeaderButton } from './HeaderButton.tsx';
import { Logo } from './Logo.tsx';

const AccountMenu = menuOnDemand<object>(AccountButton, async () => (await import('./AccountMenu.tsx')).AccountMenu);
// After the page is first drawn, and before anybody has found the field.
const GlobalSearch = loadedWhenShown(async () => (await import('../search/GlobalSearch.tsx')).GlobalSearch);
const SettingsPane = loadedWhenShown(async () => (await import('../settings/SettingsPane.tsx')).SettingsPane);
const HelpPane = loadedWhenShown(async () => (await import('../shortcuts/HelpPane.tsx')).HelpPane);

const useStyles = makeStyles({
  root: {
    position: 'relative',
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
  // In the narrowest window the logo replaces the name.
  name: {
    '@media (max-width: 480px)': { position: 'absolute', width: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  },
  controls: { display: 'flex', alignItems: 'center', height: '100%', flexShrink: 0, marginInlineStart: 'auto' },
});

export function Header() {
  const styles = useStyles();
  const settings = useAddressPane('settings');
  const help = useAddressPane('help');
  return (
    <header className={styles.root}>
      <Link to={paths.home()} className={styles.product}>
        <Logo size={22} />
        <span className={styles.name}>Backup Portal</span>
      </Link>
      <GlobalSearch onHelp={help.open} />
      <div className={styles.controls}>
        <NotificationBell />
        <HeaderButton label="Settings" icon={<SettingsRegular />} onClick={settings.open} />
        <HeaderButton label="Help" icon={<QuestionCircleRegular />} onClick={help.open} />
        <AccountMenu />
      </div>
      {settings.isOpen && <SettingsPane onClose={settings.close} />}
      {help.isOpen && <HelpPane onClose={help.close} />}
    </header>
  );
}
