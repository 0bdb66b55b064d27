import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';

interface ValidationProblem {
  field: string;
  message: string;
  /** The step where it can be put right. */
  title: string;
  to: string;
}

/** Stands on top of a review, and is said aloud when it changes. */
export function ValidationBar({ problems }: { problems: readonly ValidationProblem[] }) {
  const styles = useFormStyles();
  return (
    <div role="status">
      {problems.length === 0 ? (
        <MessageBar intent="success" className={styles.bar}>
          <MessageBarBody>Validation passed</MessageBarBody>
        </MessageBar>
      ) : (
        <MessageBar intent="error" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>Validation failed. Required information is missing or not valid.</MessageBarTitle>
            <ul>
              {problems.map(({ field, message, title, to }) => (
                <li key={field}>
                  <RouteLink inline to={to}>
                    {title}
                  </RouteLink>
                  : {message}
                </li>
              ))}
            </ul>
          </MessageBarBody>
        </MessageBar>
      )}
    </div>
  );
}
