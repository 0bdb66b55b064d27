import { makeStyles, mergeClasses, SearchBox, tokens } from '@fluentui/react-components';
import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { NavLink } from 'react-router';
import { useHiddenText } from './hidden-text.ts';

export interface ServiceMenuItem {
  label: string;
  to: string;
  icon: ReactElement;
}

export interface ServiceMenuGroup {
  /** Absent for the entries on top, which have no heading. */
  heading?: string;
  items: readonly ServiceMenuItem[];
}

const useStyles = makeStyles({
  root: {
    width: '220px', // the portal's service menu
    flexShrink: 0,
    overflowY: 'auto',
    paddingBlock: tokens.spacingVerticalS,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    // Beside a page of less than this, the menu lies on top in one row: 1024 px at 200 % zoom leaves 512.
    '@media (max-width: 800px)': {
      width: 'auto',
      display: 'flex',
      overflowX: 'auto',
      overflowY: 'hidden',
      paddingBlock: '0',
      paddingInline: tokens.spacingHorizontalS,
      borderRight: 'none',
      borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    },
  },
  search: {
    display: 'flex',
    margin: `0 ${tokens.spacingHorizontalM} ${tokens.spacingVerticalS} ${tokens.spacingHorizontalXL}`,
  },
  // All entries are in one row there; if they were filtered before, the field must be there to clear.
  unusedSearch: { '@media (max-width: 800px)': { display: 'none' } },
  none: {
    margin: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXL}`,
    color: tokens.colorNeutralForeground2,
  },
  heading: {
    display: 'block',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXL} ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 800px)': { display: 'none' },
  },
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    '@media (max-width: 800px)': { display: 'flex' },
  },
  item: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    height: '32px', // the portal's menu entry
    paddingInline: tokens.spacingHorizontalXL,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': {
      outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: `calc(-1 * ${tokens.strokeWidthThick})`,
    },
    '@media (max-width: 800px)': { paddingInline: tokens.spacingHorizontalM },
  },
  selected: {
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    fontWeight: tokens.fontWeightSemibold,
    '::before': {
      content: '""',
      position: 'absolute',
      insetBlock: '0',
      insetInlineStart: '0',
      width: '3px', // the portal's mark of the entry one is at
      backgroundColor: tokens.colorCompoundBrandStroke,
    },
    '@media (max-width: 800px)': {
      '::before': { insetBlock: 'auto 0', insetInline: '0', width: 'auto', height: '3px' },
    },
  },
  icon: { display: 'flex', fontSize: tokens.fontSizeBase400, color: tokens.colorBrandForeground1 },
});

/**
 * The groups with the entries whose name, or whose group's name, has every word of the text; empty groups are left out.
 */
export function filterMenu(groups: readonly ServiceMenuGroup[], text: string): readonly ServiceMenuGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map((group) => ({
      ...group,
      items: group.items.filter(({ label }) => {
        const names = `${label} ${group.heading ?? ''}`.toLowerCase();
        return words.every((word) => names.includes(word));
      }),
    }))
    .filter(({ items }) => items.length > 0);
}

interface ServiceMenuProps {
  /** What the menu belongs to, such as `Backup vault`. */
  label: string;
  groups: readonly ServiceMenuGroup[];
}

/** The menu of one resource or center, at the left of its pages. */
export function ServiceMenu({ label, groups }: ServiceMenuProps) {
  const styles = useStyles();
  const hidden = useHiddenText();
  const [text, setText] = useState('');
  const nav = useRef<HTMLElement>(null);
  const shown = filterMenu(groups, text);
  const count = shown.reduce((sum, { items }) => sum + items.length, 0);
  const entries = () => [...(nav.current?.querySelectorAll<HTMLElement>('a') ?? [])];
  const onSearchKey = (event: KeyboardEvent) => {
    const [first] = entries();
    if (event.key === 'Escape' && text !== '') setText('');
    else if (event.key === 'ArrowDown') first?.focus();
    // When only one entry is left, Enter opens it.
    else if (event.key === 'Enter' && text !== '') first?.click();
    else return;
    event.preventDefault();
  };
  const onEntryKey = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = entries();
    const next = all[all.indexOf(event.currentTarget) + by];
    (next ?? (by < 0 ? nav.current?.querySelector('input') : undefined))?.focus();
  };
  return (
    <nav ref={nav} aria-label={`${label} menu`} className={styles.root}>
      <SearchBox
        className={mergeClasses(styles.search, text === '' && styles.unusedSearch)}
        size="small"
        placeholder="Search"
        aria-label="Search menu"
        value={text}
        onChange={(_, { value }) => {
          setText(value);
        }}
        onKeyDown={onSearchKey}
      />
      <span role="status" className={hidden.root}>
        {text !== '' && count > 0 && (count === 1 ? '1 entry' : `${count} entries`)}
      </span>
      {shown.length === 0 && (
        <p role="status" className={styles.none}>
          No entries match.
        </p>
      )}
      {shown.map((group) => (
        <div key={group.heading ?? ''}>
          {group.heading !== undefined && <span className={styles.heading}>{group.heading}</span>}
          <ul className={styles.list} aria-label={group.heading}>
            {group.items.map((item) => (
              <li key={item.to}>
                <NavLink
                  to={item.to}
                  end
                  onKeyDown={onEntryKey}
                  className={({ isActive }) => mergeClasses(styles.item, isActive && styles.selected)}
                >
                  <span className={styles.icon} aria-hidden="true">
                    {item.icon}
                  </span>
                  {item.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
