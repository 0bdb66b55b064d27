import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useKept } from '#ui/state/kept.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { HEADER } from '../shell/header-colours.ts';
import { HeaderButton } from '../shell/HeaderButton.tsx';
import { Shortcuts } from '../shortcuts/Shortcuts.tsx';
import { singleKeys } from '../shortcuts/single-keys.ts';
import type { SearchKeys } from './SearchPopover.tsx';

// Most visits do not search.
const SearchPopover = loadedWhenShown(async () => (await import('./SearchPopover.tsx')).SearchPopover);

const LABEL = 'Search resources and services';
const LIST_ID = 'search-results';
/** Below it, the field opens over the header from an icon. */
const NARROW = '@media (max-width: 800px)';

const useStyles = makeStyles({
  root: {
    position: 'relative',
    display: 'flex',
    justifyContent: 'flex-end',
    flexGrow: 1,
    minWidth: 0,
    maxWidth: '520px', // the portal's
    marginInline: 'auto',
    [NARROW]: { position: 'static' },
  },
  field: {
    position: 'relative',
    display: 'flex',
    flexGrow: 1,
    minWidth: 0,
    [NARROW]: { display: 'none' },
  },
  // Over the whole header.
  open: {
    [NARROW]: {
      position: 'absolute',
      zIndex: 1,
      inset: '0',
      display: 'flex',
      alignItems: 'center',
      paddingInline: tokens.spacingHorizontalS,
      backgroundColor: HEADER.background,
    },
  },
  button: { display: 'none', [NARROW]: { display: 'inline-flex' } },
  icon: {
    position: 'absolute',
    insetInlineStart: tokens.spacingHorizontalS,
    alignSelf: 'center',
    color: HEADER.quiet,
    pointerEvents: 'none',
    [NARROW]: { insetInlineStart: tokens.spacingHorizontalL },
  },
  input: {
    width: '100%',
    height: '26px', // the portal's
    boxSizing: 'border-box',
    padding: `0 ${tokens.spacingHorizontalS} 0 28px`, // beside the icon
    border: `${tokens.strokeWidthThin} solid ${HEADER.quiet}`,
    borderRadius: tokens.borderRadiusMedium,
    color: HEADER.foreground,
    backgroundColor: HEADER.hover,
    font: 'inherit',
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase300,
    textOverflow: 'ellipsis',
    '::placeholder': { color: HEADER.quiet, opacity: 1 },
    ':focus-visible': { outline: `2px solid ${HEADER.foreground}`, outlineOffset: '-1px' },
  },
});

/** Finds pages and resources from anywhere: a field in the header, the results below it, and the keys that open it. */
export function GlobalSearch({ onHelp }: { onHelp: () => void }) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [currentId, setCurrentId] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const keys = useRef<SearchKeys>(null);
  const cameFrom = useRef<Element>(null);
  const hasShortcut = useKept(singleKeys) === 'on';

  const open = useCallback(() => {
    if (!root.current?.contains(document.activeElement)) cameFrom.current = document.activeElement;
    setOpen(true);
  }, []);
  useLayoutEffect(() => {
    // In a narrow window the field exists only while it is open.
    if (isOpen) input.current?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    setText('');
  };
  const goBack = () => {
    close();
    if (cameFrom.current instanceof HTMLElement && cameFrom.current.isConnected) cameFrom.current.focus();
    if (document.activeElement === input.current) input.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (isOpen) keys.current?.move(event.key === 'ArrowDown' ? 1 : -1);
      else open();
    } else if (event.key === 'Enter') keys.current?.open();
    else if (event.key === 'Escape') goBack();
    else return;
    event.preventDefault();
  };
  // The list is loaded a moment after the field is open.
  const isListed = currentId !== undefined;
  return (
    <div
      ref={root}
      role="search"
      className={styles.root}
      onBlur={({ relatedTarget }) => {
        // When the whole window loses the focus, the field gets it back afterwards.
        if (root.current?.contains(relatedTarget) || root.current?.contains(document.activeElement)) return;
        close();
      }}
    >
      <Shortcuts onSearch={open} onHelp={onHelp} />
      <HeaderButton label={LABEL} icon={<SearchRegular />} className={styles.button} onClick={open} />
      <div className={mergeClasses(styles.field, isOpen && styles.open)}>
        <SearchRegular className={styles.icon} aria-hidden="true" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={LABEL}
          aria-expanded={isListed}
          aria-controls={isListed ? LIST_ID : undefined}
          aria-activedescendant={currentId === '' ? undefined : currentId}
          aria-autocomplete="list"
          aria-keyshortcuts={hasShortcut ? '/' : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={hasShortcut ? `${LABEL} (/)` : LABEL}
          className={styles.input}
          value={text}
          onFocus={({ relatedTarget }) => {
            if (!isOpen) cameFrom.current = relatedTarget;
          }}
          onClick={open}
          onChange={(event) => {
            setText(event.target.value);
            open();
          }}
          onKeyDown={onKeyDown}
        />
        {isOpen && (
          <SearchPopover
            ref={keys}
            text={text}
            listId={LIST_ID}
            onCurrent={setCurrentId}
            onDone={() => {
              close();
              // A new page takes the focus by itself; one that only changes has its title there already.
              document.querySelector<HTMLElement>('main h1')?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}
