import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { useWalk, type PlacedProblem } from './wizard-walk.ts';

interface ValidationBarProps {
  /** Why the service did not accept it. */
  failure: Error | null;
  /** What failed, such as `The Backup vault could not be created`. */
  failed: string;
}

/**
 * The bar on top of a review; a screen reader reads its changes: what was refused, what is missing, or that nothing is.
 */
export function ValidationBar({ failure, failed }: ValidationBarProps) {
  const styles = useFormStyles();
  const { problems } = useWalk();
  if (failure) {
    return (
      <div className={styles.bar}>
        <ProblemBar title={failed} error={failure} />
      </div>
    );
  }
  return <div role="status">{problems.length === 0 ? <Passed /> : <Missing problems={problems} />}</div>;
}

/** Everything filled in is right. */
export function Passed() {
  const styles = useFormStyles();
  return (
    <MessageBar intent="success" className={styles.bar}>
      <MessageBarBody>Validation passed</MessageBarBody>
    </MessageBar>
  );
}

interface MissingProps {
  problems: readonly PlacedProblem[];
  title?: string;
  atMost?: number;
}

/** What is missing or wrong, each with a link to its step. */
export function Missing({
  problems,
  title = 'Validation failed. Required information is missing or not valid.',
  atMost = Infinity,
}: MissingProps) {
  const styles = useFormStyles();
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        <ul>
          {problems.slice(0, atMost).map((problem) => (
            <li key={problem.step + problem.field + problem.message}>
              <RouteLink inline to={problem.to}>
                {problem.title}
              </RouteLink>
              : {problem.message}
            </li>
          ))}
          {problems.length > atMost && <li>and {problems.length - atMost} more</li>}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
