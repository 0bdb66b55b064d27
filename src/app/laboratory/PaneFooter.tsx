import { Button, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import type { LaboratoryChoice } from '#protocol/laboratory.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, width: '100%' },
  buttons: {
    display: 'flex',
    columnGap: tokens.spacingHorizontalL,
    '& > button': { minWidth: '96px' }, // as in the footer of other panes
  },
});

/** A world in place of the present one: another estate, or the same one again. */
export type NewWorld = { kind: 'reset' } | { kind: 'estate'; estate: LaboratoryChoice };

interface PaneFooterProps {
  /** The chosen new world, until it is confirmed. */
  newWorld: NewWorld | undefined;
  onNewWorld: (world: NewWorld | undefined) => void;
  onBegin: (world: NewWorld) => void;
  onClose: () => void;
}

/**
 * The pane's buttons. The question whether to discard the world takes their place: a dialog over a pane would take the
 * focus, and nothing would give it back to the pane.
 */
export function PaneFooter({ newWorld, onNewWorld, onBegin, onClose }: PaneFooterProps) {
  const styles = useStyles();
  const buttons = useRef<HTMLDivElement>(null);
  const shown = useRef(newWorld);
  useEffect(() => {
    if (shown.current === newWorld) return;
    shown.current = newWorld;
    // The button that changes nothing, and, when the question is gone, the one that opened it.
    buttons.current?.querySelector<HTMLElement>('button:last-child')?.focus();
  }, [newWorld]);
  return (
    <div className={styles.root}>
      {newWorld && <Question world={newWorld} />}
      <div ref={buttons} className={styles.buttons}>
        {newWorld ? (
          <>
            <Button
              key="begin"
              appearance="primary"
              onClick={() => {
                onBegin(newWorld);
              }}
            >
              Start over
            </Button>
            <Button
              key="cancel"
              onClick={() => {
                onNewWorld(undefined);
              }}
            >
              Cancel
            </Button>
          </>
        ) : (
          <>
            <Button key="close" onClick={onClose}>
              Close
            </Button>
            <Button
              key="reset"
              onClick={() => {
                onNewWorld({ kind: 'reset' });
              }}
            >
              Reset
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

const Question = ({ world }: { world: NewWorld }) => (
  <MessageBar intent="warning" layout="multiline">
    <MessageBarBody>
      <MessageBarTitle>{world.kind === 'reset' ? 'Reset the laboratory?' : 'Change the estate?'}</MessageBarTitle>
      {world.kind === 'reset'
        ? 'The same estate starts over: today, without a scenario, at the speed of real life. What you made in it, its backups and its jobs are gone.'
        : `“${world.estate.title}” starts over, today. What you made in the present estate, its backups and its jobs are gone.`}
    </MessageBarBody>
  </MessageBar>
);
