import { makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { DateTime } from '#ui/text/DateTime.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { RESOURCE_ICONS } from '../page-icons.tsx';
import { pageOf, type PageId } from '../pages.ts';
import { useRecentResources, type Recent, type ResourcePlace } from '../recent/recent.ts';
import { RESOURCE_KINDS } from '../resource-kinds.ts';
import { useHomeStyles } from './home-styles.ts';

/** As many as can be read at a glance. */
const SHOWN = 6;

const useStyles = makeStyles({
  name: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  icon: { display: 'flex', flexShrink: 0, fontSize: tokens.fontSizeBase400, color: tokens.colorBrandForeground1 },
  none: { margin: '0', color: tokens.colorNeutralForeground2 },
});

/** The resources that this person last opened in this browser. */
export function RecentResources() {
  const styles = useStyles();
  const home = useHomeStyles();
  const headingId = useId();
  const { places } = useRecentResources();
  return (
    <section aria-labelledby={headingId} className={home.section}>
      <h2 id={headingId} className={home.heading}>
        Recent resources
      </h2>
      <div className={home.list}>
        {places.length === 0 ? (
          <p className={styles.none}>
            Vaults, servers, backup instances and policies that you open are listed here. Begin with{' '}
            <PageLink id="vaults" /> or <PageLink id="servers" />.
          </p>
        ) : (
          <StaticTable
            ariaLabel="Recent resources"
            columns={COLUMNS}
            rows={places.slice(0, SHOWN)}
            rowKey={({ kind, id }) => `${kind} ${id}`}
          />
        )}
      </div>
    </section>
  );
}

const COLUMNS: readonly StaticColumn<Recent<ResourcePlace>>[] = [
  { title: 'Name', cell: (place) => <Name place={place} /> },
  { title: 'Type', cell: ({ kind }) => RESOURCE_KINDS[kind].one },
  { title: 'Last viewed', cell: ({ at }) => <DateTime value={at} /> },
];

function Name({ place: { kind, id, name } }: { place: ResourcePlace }) {
  const styles = useStyles();
  return (
    <span className={styles.name}>
      <span className={styles.icon} aria-hidden="true">
        {RESOURCE_ICONS[kind]}
      </span>
      <RouteLink to={RESOURCE_KINDS[kind].to(id)}>{name}</RouteLink>
    </span>
  );
}

const PageLink = ({ id }: { id: PageId }) => (
  <RouteLink inline to={pageOf(id).to}>
    {pageOf(id).label}
  </RouteLink>
);
