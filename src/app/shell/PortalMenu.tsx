import { makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components';
import { DatabaseFilled, DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { HomeFilled, HomeRegular } from '@fluentui/react-icons/svg/home';
import { ShieldTaskFilled, ShieldTaskRegular } from '@fluentui/react-icons/svg/shield-task';
import { VaultFilled, VaultRegular } from '@fluentui/react-icons/svg/vault';
import type { ReactElement } from 'react';
import { Link, useLocation } from 'react-router';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { paths } from '#paths';
import { CENTRE } from '#ui/text/center.ts';
import { HEADER } from './header-colours.ts';

interface Entry {
  label: string;
  to: string;
  /** Prefixes of the addresses that belong to the entry. */
  under: string;
  icon: ReactElement;
  currentIcon: ReactElement;
}

const ENTRIES: readonly Entry[] = [
  { label: 'Home', to: paths.home(), under: '/', icon: <HomeRegular />, currentIcon: <HomeFilled /> },
  {
    label: CENTRE,
    to: paths.businessContinuity(),
    under: '/bcc',
    icon: <ShieldTaskRegular />,
    currentIcon: <ShieldTaskFilled />,
  },
  {
    label: 'Backup vaults',
    to: paths.vaults(),
    under: '/vaults',
    icon: <VaultRegular />,
    currentIcon: <VaultFilled />,
  },
  {
    label: POSTGRES_SERVERS.words.services,
    to: paths.servers(),
    under: '/servers',
    icon: <DatabaseRegular />,
    currentIcon: <DatabaseFilled />,
  },
];

const useStyles = makeStyles({
  root: {
    width: '48px', // the portal's collapsed menu
    flexShrink: 0,
    backgroundColor: HEADER.background,
    '@media (max-width: 480px)': { width: '40px' }, // a 320 px window needs every pixel
  },
  list: { listStyleType: 'none', margin: '0', padding: `${tokens.spacingVerticalXS} 0 0` },
  entry: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: HEADER.height,
    color: HEADER.foreground,
    fontSize: tokens.fontSizeBase500,
    ':hover': { backgroundColor: HEADER.hover },
    ':focus-visible': { outline: `2px solid ${HEADER.foreground}`, outlineOffset: '-3px' },
  },
  current: {
    color: HEADER.current,
    '::before': {
      content: '""',
      position: 'absolute',
      insetBlock: tokens.spacingVerticalS,
      insetInlineStart: '0',
      width: '3px', // as in the service menu
      backgroundColor: HEADER.current,
    },
  },
});

/** The strip at the far left: links to the pages of the portal. */
export function PortalMenu() {
  const styles = useStyles();
  const { pathname } = useLocation();
  return (
    <nav aria-label="Portal menu" className={styles.root}>
      <ul className={styles.list}>
        {ENTRIES.map((entry) => {
          const isCurrent = entry.under === '/' ? pathname === '/' : pathname.startsWith(entry.under);
          return (
            <li key={entry.to}>
              <Tooltip content={entry.label} relationship="label" positioning="after">
                <Link
                  to={entry.to}
                  className={mergeClasses(styles.entry, isCurrent && styles.current)}
                  aria-current={isCurrent ? 'page' : undefined}
                >
                  {isCurrent ? entry.currentIcon : entry.icon}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
