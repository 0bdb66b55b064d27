import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';
import { RouteLink } from './RouteLink.tsx';
import { StatusText, type StatusKind } from '#ui/text/StatusText.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  tile: {
    display: 'flex',
    flexDirection: 'column',
    minWidth: 'min(340px, 100%)', // three counts side by side
    minHeight: '112px', // the portal's tile
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalL,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusSmall,
  },
  head: {
    display: 'flex',
    alignItems: 'baseline',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalL,
    marginBlockEnd: tokens.spacingVerticalS,
  },
  title: {
    margin: '0',
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  counts: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXXL, margin: '0' },
  count: { display: 'flex', flexDirection: 'column-reverse' },
  number: {
    margin: '0',
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
  big: { fontSize: 'inherit', fontWeight: 'inherit' },
  waiting: { color: tokens.colorNeutralForeground3 },
});

interface TileProps {
  title: string;
  /** The address of the full list. */
  more?: { to: string; label: string };
  children: ReactNode;
}

/** A framed part of an overview. */
export function Tile({ title, more, children }: TileProps) {
  const styles = useStyles();
  const titleId = useId();
  return (
    <section className={styles.tile} aria-labelledby={titleId}>
      <div className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        {more && <RouteLink to={more.to}>{more.label}</RouteLink>}
      </div>
      {children}
    </section>
  );
}

/** Tiles side by side, as many as fit. */
export function TileRow({ children }: { children: ReactNode }) {
  return <div className={useStyles().row}>{children}</div>;
}

export interface TileCount {
  label: string;
  /** Undefined while it loads: its room is kept, so that nothing jumps. */
  count: number | undefined;
  /** The list of the counted things. */
  to: string;
  kind: StatusKind;
}

/** Numbers of a tile, each a link to the list of what it counts. */
export function TileCounts({ counts }: { counts: readonly TileCount[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.counts}>
      {counts.map(({ label, count, to, kind }) => (
        <div key={label} className={styles.count}>
          <dt>
            {/* The spinner means that something runs. */}
            <StatusText kind={!count && kind === 'running' ? 'info' : kind} text={label} />
          </dt>
          <dd className={styles.number}>
            {count === undefined ? (
              <span className={styles.waiting}>…</span>
            ) : (
              <RouteLink to={to} className={styles.big} aria-label={`${count.toLocaleString('en')} ${label}`}>
                {count.toLocaleString('en')}
              </RouteLink>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers of a tile while they load. */
export function TileSkeleton() {
  return (
    <Skeleton aria-label="Loading">
      <SkeletonItem size={56} />
    </Skeleton>
  );
}
