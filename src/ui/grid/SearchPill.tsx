import { makeStyles, Popover, PopoverSurface, PopoverTrigger, SearchBox, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { PillButton, type FilterPill } from './pill-parts.tsx';

/** How many options are drawn; the others are found by typing. */
const SHOWN = 100;

const useStyles = makeStyles({
  surface: { padding: tokens.spacingVerticalS, width: '280px', maxWidth: '90vw', boxSizing: 'border-box' },
  search: { width: '100%', maxWidth: 'none' },
  list: { maxHeight: '320px', overflow: 'auto', marginBlockStart: tokens.spacingVerticalS },
  option: {
    display: 'block',
    boxSizing: 'border-box',
    width: '100%',
    minHeight: '28px', // as a menu's item has it
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    textAlign: 'start',
    overflowWrap: 'anywhere',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    '&[aria-selected="true"]': { fontWeight: tokens.fontWeightSemibold },
    '&[data-active]': {
      outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: '-2px',
    },
  },
  note: {
    margin: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS} 0`,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
});

/** The open menu of a filter with more options than a menu can show: it has a search field. */
export function SearchPill({ pill }: { pill: FilterPill }) {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(true);
  const buttonId = useId();
  return (
    <Popover
      open={isOpen}
      onOpenChange={(_, change) => {
        setOpen(change.open);
      }}
      positioning="below-start"
    >
      <PopoverTrigger disableButtonEnhancement>
        <PillButton id={buttonId} pill={pill} aria-haspopup="dialog" />
      </PopoverTrigger>
      <PopoverSurface role="dialog" className={styles.surface} aria-label={pill.label}>
        <Options
          pill={pill}
          onDone={() => {
            setOpen(false);
          }}
          onGone={() => document.getElementById(buttonId)?.focus()}
        />
      </PopoverSurface>
    </Popover>
  );
}

interface OptionsProps {
  pill: FilterPill;
  onDone: () => void;
  /** When the elements have left the page, the focus needs another place. */
  onGone: () => void;
}

function Options({ pill, onDone, onGone }: OptionsProps) {
  const styles = useStyles();
  const listId = useId();
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  useEffect(() => {
    root.current?.querySelector('input')?.focus();
    return onGone;
    // Once: what is done at the end does not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const matching = pill.options.filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
  const shown = matching.slice(0, SHOWN);
  const choose = (value: string) => {
    pill.onChange(value);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Partial<Record<string, number>> = {
      ArrowDown: Math.min(active + 1, shown.length - 1),
      ArrowUp: Math.max(active - 1, 0),
    };
    const target = targets[event.key];
    const option = shown[active];
    if (target !== undefined) setActive(target);
    else if (event.key === 'Enter' && option) choose(option.value);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={root}>
      <SearchBox
        size="small"
        className={styles.search}
        role="combobox"
        aria-label={`Search ${pill.label.toLowerCase()}`}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
        value={text}
        onChange={(_, { value }) => {
          setText(value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={listId} role="listbox" aria-label={pill.label} className={styles.list}>
        {shown.map(({ value, label }, at) => (
          <button
            key={value}
            id={`${listId}-${at}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={value === pill.value}
            data-active={at === active || undefined}
            className={styles.option}
            onClick={() => {
              choose(value);
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <p className={styles.note} role="status">
        {matching.length > SHOWN && `${matching.length - SHOWN} more. Type to find them.`}
        {matching.length === 0 && 'Nothing matches.'}
      </p>
    </div>
  );
}
