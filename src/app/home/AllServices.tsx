import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { StarFilled, StarRegular } from '@fluentui/react-icons/svg/star';
import { useId } from 'react';
import { useKept } from '#ui/state/kept.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { PAGE_ICONS } from '../page-icons.tsx';
import { PAGE_IDS, pageOf } from '../pages.ts';
import { favorites, withToggled } from './favorites.ts';
import { useHomeStyles } from './home-styles.ts';

const useStyles = makeStyles({
  section: { marginBlockEnd: tokens.spacingVerticalXXL },
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 320px), 1fr))', // the longest name in one line
    columnGap: tokens.spacingHorizontalXXL,
    maxWidth: '1000px', // as the lists below
    listStyleType: 'none',
    margin: '0',
    padding: '0',
  },
  service: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    minHeight: '44px', // a row of two lines, for a name and the service that the page belongs to
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  icon: { display: 'flex', fontSize: tokens.fontSizeBase500, color: tokens.colorBrandForeground1 },
  names: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', minWidth: 0, flexGrow: 1 },
  within: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 },
  star: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '32px',
    height: '32px',
    flexShrink: 0,
    padding: '0',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase400,
    cursor: 'pointer',
    ':hover': { color: tokens.colorBrandForeground1, backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  chosen: { color: tokens.colorBrandForeground1 },
});

/** Every service, with a star that puts it at the top of the page. */
export function AllServices() {
  const styles = useStyles();
  const home = useHomeStyles();
  const headingId = useId();
  const chosen = useKept(favorites);
  return (
    <section aria-labelledby={headingId} className={styles.section}>
      <h2 id={headingId} className={home.heading}>
        All services
      </h2>
      <ul className={styles.list}>
        {PAGE_IDS.filter((id) => id !== 'home').map((id) => {
          const { label, to, within } = pageOf(id);
          const isChosen = chosen.includes(id);
          return (
            <li key={id} className={styles.service}>
              <span className={styles.icon} aria-hidden="true">
                {PAGE_ICONS[id]}
              </span>
              <span className={styles.names}>
                <RouteLink to={to}>{label}</RouteLink>
                {within !== undefined && <span className={styles.within}>{within}</span>}
              </span>
              <button
                type="button"
                className={mergeClasses(styles.star, isChosen && styles.chosen)}
                aria-label={`Favorite: ${label}`}
                aria-pressed={isChosen}
                title={isChosen ? 'Remove from favorites' : 'Add to favorites'}
                onClick={() => {
                  favorites.keep(withToggled(chosen, id));
                }}
              >
                {isChosen ? <StarFilled /> : <StarRegular />}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
