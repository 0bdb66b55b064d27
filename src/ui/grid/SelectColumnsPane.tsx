import { Button, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useLayoutEffect, useRef, useState } from 'react';
import { defaultStates, isSameStates, withMoved, withShown, type ColumnState } from './column-choice.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import type { ColumnChoice } from './useColumnChoice.ts';

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalM}` },
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  column: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '36px', // a grid's row
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  title: { flexGrow: 1 },
  always: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  reset: { marginBlockStart: tokens.spacingVerticalL },
});

/** **Select columns**: which columns a list shows and in which order. */
export function SelectColumnsPane({ choice }: { choice: ColumnChoice }) {
  const styles = useStyles();
  const hidden = useHiddenText();
  const { columns, pane } = choice;
  const [states, setStates] = useState(choice.states);
  const [announcement, setAnnouncement] = useState('');
  const byDefault = defaultStates(columns);
  const titleOf = (id: string): string => columns.find((column) => column.id === id)?.title ?? id;
  const list = useRef<HTMLUListElement>(null);
  const pressed = useRef<string>(undefined);
  // A row that moves may take the focus away from one of its buttons.
  useLayoutEffect(() => {
    if (pressed.current === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-move="${pressed.current}"]`)?.focus();
    pressed.current = undefined;
  }, [states]);

  const move = (id: string, by: -1 | 1) => {
    const next = withMoved(states, id, by);
    pressed.current = `${id} ${String(by)}`;
    setStates(next);
    const place = next.findIndex((state) => state.id === id) + 1;
    setAnnouncement(`${titleOf(id)} is column ${String(place)} of ${String(next.length)}.`);
  };
  const apply = () => {
    choice.keep(isSameStates(states, byDefault) ? undefined : states);
    pane.close();
  };
  return (
    <ContextPane
      title="Select columns"
      open
      onClose={pane.close}
      footer={
        <>
          <Button appearance="primary" onClick={apply}>
            Apply
          </Button>
          <Button onClick={pane.close}>Cancel</Button>
        </>
      }
    >
      <p className={styles.intro}>The choice is kept in this browser, for this list.</p>
      <ul ref={list} className={styles.list} aria-label="Columns">
        {states.map((state, at) => (
          <li key={state.id} className={styles.column}>
            <div className={styles.title}>
              <Checkbox
                label={titleOf(state.id)}
                checked={state.isShown}
                disabled={at === 0}
                onChange={(_, { checked }) => {
                  setStates(withShown(states, state.id, checked === true));
                }}
              />
            </div>
            {at === 0 ? (
              <span className={styles.always}>Always shown</span>
            ) : (
              <Moves
                state={state}
                title={titleOf(state.id)}
                isFirst={at === 1}
                isLast={at === states.length - 1}
                onMove={move}
              />
            )}
          </li>
        ))}
      </ul>
      <Button
        className={styles.reset}
        disabledFocusable={isSameStates(states, byDefault)}
        onClick={() => {
          setStates(byDefault);
          setAnnouncement('The columns are back to the default.');
        }}
      >
        Reset to default
      </Button>
      <span role="status" className={hidden.root}>
        {announcement}
      </span>
    </ContextPane>
  );
}

interface MovesProps {
  state: ColumnState;
  title: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (id: string, by: -1 | 1) => void;
}

function Moves({ state: { id }, title, isFirst, isLast, onMove }: MovesProps) {
  return (
    <>
      <Button
        appearance="subtle"
        size="small"
        icon={<ArrowUpRegular />}
        aria-label={`Move ${title} up`}
        data-move={`${id} -1`}
        disabledFocusable={isFirst}
        onClick={() => {
          onMove(id, -1);
        }}
      />
      <Button
        appearance="subtle"
        size="small"
        icon={<ArrowDownRegular />}
        aria-label={`Move ${title} down`}
        data-move={`${id} 1`}
        disabledFocusable={isLast}
        onClick={() => {
          onMove(id, 1);
        }}
      />
    </>
  );
}
