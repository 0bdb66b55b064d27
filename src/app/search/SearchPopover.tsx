import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { useEffect, useImperativeHandle, useMemo, useState, type Ref } from 'react';
import { Link } from 'react-router';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { useKept } from '#ui/state/kept.ts';
import { favorites } from '../home/favorites.ts';
import { PAGE_ICONS, RESOURCE_ICONS } from '../page-icons.tsx';
import type { PageId } from '../pages.ts';
import { useRecentFinds, type Place } from '../recent/recent.ts';
import { findablePage, foundBefore, headingOf, type Find } from './findables.ts';
import { partsOf, termsOf } from './rank.ts';
import { useFinds, type FindGroup, type MissingPart } from './useFinds.ts';

/** How keys pressed in the field act on the list below it. */
export interface SearchKeys {
  /** To the option after or before the current one; from the last one to the first. */
  move: (by: 1 | -1) => void;
  /** Follows the current option. */
  open: () => void;
}

/** How many earlier finds are offered again. */
const MOST_RECENT = 6;
/** How many parts that were not searched are named. */
const NAMED = 3;

const useStyles = makeStyles({
  root: {
    position: 'absolute',
    zIndex: 20, // over the page; panes are higher
    insetBlockStart: '100%',
    insetInline: '0',
    minWidth: 'min(440px, 90vw)', // a name and the place of the resource
    maxHeight: 'min(640px, calc(100vh - 80px))',
    overflow: 'auto',
    boxSizing: 'border-box',
    paddingBlock: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow16,
    borderRadius: `0 0 ${tokens.borderRadiusLarge} ${tokens.borderRadiusLarge}`,
    // High contrast has no shadows.
    border: `${tokens.strokeWidthThin} solid ${tokens.colorTransparentStroke}`,
    textAlign: 'start',
  },
  heading: {
    display: 'flex',
    justifyContent: 'space-between',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  count: { fontWeight: tokens.fontWeightRegular },
  option: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    minHeight: '32px', // a menu's entry
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
    boxSizing: 'border-box',
    color: 'inherit',
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    '&[aria-selected="true"]': {
      backgroundColor: tokens.colorNeutralBackground1Selected,
      outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: `calc(-1 * ${tokens.strokeWidthThick})`,
    },
  },
  icon: { display: 'flex', fontSize: tokens.fontSizeBase500, color: tokens.colorBrandForeground1 },
  name: { minWidth: 0, overflowWrap: 'anywhere' },
  found: { backgroundColor: 'transparent', color: 'inherit', fontWeight: tokens.fontWeightBold },
  detail: {
    marginInlineStart: 'auto',
    maxWidth: '50%',
    flexShrink: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  all: { color: tokens.colorBrandForegroundLink, paddingInlineStart: '40px' }, // below the names
  note: { margin: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`, color: tokens.colorNeutralForeground2 },
  missing: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    margin: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM} 0`,
    paddingBlockStart: tokens.spacingVerticalS,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
  },
  warning: { flexShrink: 0, color: tokens.colorStatusWarningForeground1, fontSize: tokens.fontSizeBase400 },
  retry: { marginInlineStart: 'auto', flexShrink: 0 },
});

interface SearchPopoverProps {
  ref: Ref<SearchKeys>;
  text: string;
  /** Id of the list of results; the field refers to it. */
  listId: string;
  /**
   * Passes the id of the current option, which the field refers to: empty for an empty list, undefined when it is
   * removed.
   */
  onCurrent: (optionId: string | undefined) => void;
  /** Something was chosen. */
  onDone: () => void;
}

/** The results below the field of the header, in groups; before anything is typed, the last finds. */
export function SearchPopover({ ref, text, listId, onCurrent, onDone }: SearchPopoverProps) {
  const styles = useStyles();
  const finds = useFinds(text);
  const recent = useRecentFinds();
  const services = useKept(favorites);
  const isSearching = text.trim() !== '';
  const groups = isSearching ? finds.groups : suggestions(recent.places, services);
  const options = useMemo(
    () => groups.flatMap(({ kind, finds: found, list }) => [...found.map(keyOf), ...(list ? [allKey(kind)] : [])]),
    [groups],
  );

  // The first option shown stays current when a better one arrives: the person is about to press Enter.
  const [current, setCurrent] = useState({ text, key: options[0] });
  if (current.text !== text || (current.key === undefined ? options.length > 0 : !options.includes(current.key))) {
    setCurrent({ text, key: options[0] });
  }
  const at = current.key === undefined ? -1 : options.indexOf(current.key);
  const currentId = at < 0 ? '' : `${listId}-${at}`;
  useEffect(() => {
    onCurrent(currentId);
    document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' });
    return () => {
      onCurrent(undefined);
    };
  }, [currentId, onCurrent]);

  useImperativeHandle(ref, () => ({
    move(by) {
      if (options.length > 0) setCurrent({ text, key: options[(at + by + options.length) % options.length] });
    },
    open() {
      // A click, so that the link does what it does for the mouse.
      document.getElementById(currentId)?.click();
    },
  }));

  const terms = termsOf(text);
  const idOf = (key: string) => `${listId}-${options.indexOf(key)}`;
  const choose = (place: Place | undefined) => {
    if (place) recent.add(place);
    onDone();
  };
  return (
    <div
      className={styles.root}
      // The field keeps the focus.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      role="presentation"
    >
      <div role="listbox" id={listId} aria-label="Search results">
        {groups.map((group) => (
          <div key={group.heading} role="group" aria-label={group.heading}>
            <div className={styles.heading} role="presentation">
              {group.heading}
              {group.total > group.finds.length && (
                <span className={styles.count}>
                  {group.finds.length} of {group.total.toLocaleString('en')}
                </span>
              )}
            </div>
            {group.finds.map((find) => (
              <Link
                key={keyOf(find)}
                id={idOf(keyOf(find))}
                role="option"
                tabIndex={-1}
                aria-selected={current.key === keyOf(find)}
                to={find.to}
                className={styles.option}
                onClick={() => {
                  choose(find.place);
                }}
              >
                <span className={styles.icon} aria-hidden="true">
                  {iconOf(find.place)}
                </span>
                <span className={styles.name}>
                  <Marked text={find.name} terms={terms} />
                </span>
                {find.detail !== undefined && (
                  <span className={styles.detail}>
                    <Marked text={find.detail} terms={terms} />
                  </span>
                )}
              </Link>
            ))}
            {group.list && (
              <Link
                id={idOf(allKey(group.kind))}
                role="option"
                tabIndex={-1}
                aria-selected={current.key === allKey(group.kind)}
                to={group.list.to}
                className={mergeClasses(styles.option, styles.all)}
                onClick={() => {
                  choose(undefined);
                }}
              >
                See all in {group.list.label}
              </Link>
            )}
          </div>
        ))}
      </div>
      {isSearching && groups.length === 0 && !finds.isArriving && <NothingFound text={text.trim()} />}
      {isSearching && finds.isArriving && (
        <p className={styles.note} aria-hidden="true">
          Searching…
        </p>
      )}
      {isSearching && <Missing parts={finds.missing} onRetry={finds.retry} />}
      <Announcement text={isSearching ? announced(groups, finds.isArriving) : ''} />
    </div>
  );
}

/** Marks where the terms are in the text. */
function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  const styles = useStyles();
  return partsOf(text, terms).map((part) =>
    part.isFound ? (
      <mark key={part.at} className={styles.found}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

function NothingFound({ text }: { text: string }) {
  const styles = useStyles();
  return (
    <p className={styles.note}>
      No results for “{text}”. The search knows pages, and vaults, servers, backup instances and backup policies by
      their name, resource group, subscription or region, as far as you may see them.
    </p>
  );
}

/** What may be missing from the results, because it could not be read. */
function Missing({ parts, onRetry }: { parts: readonly MissingPart[]; onRetry: () => void }) {
  const styles = useStyles();
  const [first] = parts;
  if (!first) return null;
  const names = parts.slice(0, NAMED).map(({ what }) => what);
  const others = parts.length - names.length;
  return (
    <div className={styles.missing}>
      <WarningFilled className={styles.warning} aria-hidden="true" />
      <span title={first.error.message}>
        Not searched: {new Intl.ListFormat('en').format(others > 0 ? [...names, `${others} more`] : names)}.
      </span>
      <Button size="small" className={styles.retry} onClick={onRetry}>
        Retry
      </Button>
    </div>
  );
}

function Announcement({ text }: { text: string }) {
  const hidden = useHiddenText();
  return (
    <div role="status" className={hidden.root}>
      {text}
    </div>
  );
}

/** The number once it is final: a growing list is not announced ten times. */
function announced(groups: readonly FindGroup[], isArriving: boolean): string {
  if (isArriving) return 'Searching';
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  return total === 0 ? 'No results' : total === 1 ? '1 result' : `${total.toLocaleString('en')} results`;
}

/** As long as nothing is typed: the last finds, and the favorites. */
function suggestions(recent: readonly Place[], services: readonly PageId[]): FindGroup[] {
  const group = (heading: string, finds: readonly Find[]): FindGroup => ({
    kind: 'page',
    heading,
    finds,
    total: finds.length,
    list: undefined,
  });
  const before = recent.slice(0, MOST_RECENT).map(foundBefore);
  const pages = services.map(findablePage).filter((page) => !before.some((find) => keyOf(find) === keyOf(page)));
  return [
    ...(before.length > 0 ? [group('Recent', before)] : []),
    ...(pages.length > 0 ? [group(headingOf('page'), pages)] : []),
  ];
}

const keyOf = ({ place }: Find): string => `${place.kind} ${place.id}`;
const allKey = (kind: Place['kind']): string => `all ${kind}`;

const iconOf = (place: Place) => (place.kind === 'page' ? PAGE_ICONS[place.id] : RESOURCE_ICONS[place.kind]);
