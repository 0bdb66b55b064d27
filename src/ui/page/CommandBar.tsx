import { Button, makeStyles, mergeClasses, tokens, Tooltip, type ButtonProps } from '@fluentui/react-components';
import { Fragment, useId, useState, type ReactElement } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { walkWithArrows } from './walk-with-arrows.ts';

export interface Command {
  key: string;
  label: string;
  icon: ReactElement;
  onClick?: () => void;
  /** An address instead of an action. */
  to?: string;
  /** Why the command cannot be used now. It stays visible and focusable, and shows the reason. */
  disabledReason?: string | undefined;
  /** More than the label says, such as how many rows it works on. */
  hint?: string | undefined;
  /** The page's main command. */
  primary?: boolean;
  /** Sets the command apart from those before it. */
  startsGroup?: boolean;
}

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '36px', // height of the portal's command bar
    marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})`,
    columnGap: tokens.spacingHorizontalXS,
    flexWrap: 'wrap',
  },
  command: {
    fontWeight: tokens.fontWeightRegular,
    minWidth: 'auto',
    paddingInline: tokens.spacingHorizontalS,
    whiteSpace: 'nowrap',
    textDecorationLine: 'none',
    '& .fui-Button__icon': { color: tokens.colorBrandForeground1 },
    '&[aria-disabled="true"] .fui-Button__icon': { color: tokens.colorNeutralForegroundDisabled },
  },
  divider: {
    width: tokens.strokeWidthThin,
    height: tokens.lineHeightBase300,
    backgroundColor: tokens.colorNeutralStroke2,
  },
  primary: { fontWeight: tokens.fontWeightSemibold },
  reason: { display: 'none' },
});

interface CommandBarProps {
  commands: readonly Command[];
  'aria-label'?: string;
}

/** The commands of a page. One tab stop; the arrow keys move among the commands. */
export function CommandBar({ commands, 'aria-label': label = 'Commands' }: CommandBarProps) {
  const styles = useStyles();
  const [stop, setStop] = useState<string>();
  const stopKey = commands.some(({ key }) => key === stop) ? stop : commands[0]?.key;
  return (
    <div role="toolbar" aria-label={label} className={styles.root}>
      {commands.map((command) => (
        <Fragment key={command.key}>
          {command.startsGroup && <span role="separator" aria-orientation="vertical" className={styles.divider} />}
          <CommandButton
            command={command}
            tabIndex={command.key === stopKey ? 0 : -1}
            onFocus={() => {
              setStop(command.key);
            }}
          />
        </Fragment>
      ))}
    </div>
  );
}

const walkCommands = walkWithArrows('button, a');

interface CommandButtonProps {
  command: Command;
  tabIndex: number;
  onFocus: () => void;
}

function CommandButton({ command, ...stop }: CommandButtonProps) {
  const styles = useStyles();
  const reasonId = useId();
  const [isPointedAt, setPointedAt] = useState(false);
  const button = {
    appearance: 'subtle',
    size: 'small',
    className: mergeClasses(styles.command, command.primary && styles.primary),
    icon: command.icon,
    children: command.label,
    // In the capture phase: a disabled command does not pass keys on.
    onKeyDownCapture: walkCommands,
    ...stop,
  } satisfies ButtonProps;
  const { disabledReason, to, onClick } = command;
  const description = disabledReason ?? command.hint;
  if (disabledReason === undefined && to !== undefined) return <CommandLink to={to} button={button} />;
  const state = disabledReason === undefined ? { onClick } : { disabledFocusable: true };
  // The same element whether it is enabled or not: it keeps the focus, and a pane that it opened can give it back.
  return (
    <>
      <Tooltip
        content={description ?? ''}
        relationship="inaccessible"
        visible={isPointedAt && description !== undefined}
        onVisibleChange={(_, { visible }) => {
          setPointedAt(visible);
        }}
      >
        <Button {...button} {...state} aria-describedby={description === undefined ? undefined : reasonId} />
      </Tooltip>
      {description !== undefined && (
        <span id={reasonId} className={styles.reason}>
          {description}
        </span>
      )}
    </>
  );
}

function CommandLink({ to, button }: { to: string; button: ButtonProps }) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  const link = { ...button, as: 'a', href, onClick: follow } as ButtonProps;
  return <Button {...link} />;
}
