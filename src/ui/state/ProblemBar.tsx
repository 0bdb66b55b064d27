import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import type { ReactNode } from 'react';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { FaultSaid } from './FaultSaid.tsx';
import { problemOf, type Problem } from './problem-of.ts';

const useStyles = makeStyles({
  body: { paddingBlockEnd: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  line: { margin: `${tokens.spacingVerticalXXS} 0 0` },
  ids: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    margin: `${tokens.spacingVerticalXS} 0 0`,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  id: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXXS },
  details: { marginBlockStart: tokens.spacingVerticalXS, fontSize: tokens.fontSizeBase200 },
});

interface ProblemBarProps {
  error: unknown;
  /** What failed, such as `Jobs could not be loaded`. The error's own message follows. */
  title?: string;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
  /** `warning` when what is shown is still good, only old. */
  intent?: 'error' | 'warning';
  /** More than the error says: a line above its message. */
  note?: ReactNode;
  /** Other actions: buttons. */
  actions?: ReactNode;
}

/** A failed request: what happened, its code, what to do, and the ids that support needs. */
export function ProblemBar(props: ProblemBarProps) {
  const { error, title, onRetry, retryLabel = 'Retry', intent = 'error', note, actions } = props;
  const styles = useStyles();
  const problem = problemOf(error);
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title ?? problem.message}</MessageBarTitle>
        {note !== undefined && <p className={styles.line}>{note}</p>}
        {title !== undefined && <p className={styles.line}>{problem.message}</p>}
        {problem.recommendedAction.map((action) => (
          <p key={action} className={styles.line}>
            {action}
          </p>
        ))}
        {problem.causes.map((cause) => (
          <p key={cause.code + cause.message} className={styles.line}>
            {cause.message} ({cause.code})
          </p>
        ))}
        <ProblemIds problem={problem} />
        <FaultSaid said={problem.said} />
        {problem.detail !== undefined && (
          <details className={styles.details}>
            <summary>More details</summary>
            {problem.detail}
          </details>
        )}
      </MessageBarBody>
      {(onRetry ?? actions) !== undefined && (
        <MessageBarActions>
          {actions}
          {onRetry && (
            <Button icon={<ArrowClockwiseRegular />} size="small" onClick={onRetry}>
              {retryLabel}
            </Button>
          )}
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

function ProblemIds({ problem }: { problem: Problem }) {
  const styles = useStyles();
  const ids = [
    ['Request ID', problem.requestId],
    ['Correlation ID', problem.correlationId],
    ['Activity ID', problem.activityId],
  ] as const;
  return (
    <div className={styles.ids}>
      {problem.code !== undefined && <span>Code: {problem.code}</span>}
      {ids.map(
        ([name, id]) =>
          id !== undefined && (
            <span key={name} className={styles.id}>
              {name}: {id}
              <CopyButton text={id} label={`Copy ${name.toLowerCase()}`} />
            </span>
          ),
      )}
    </div>
  );
}
