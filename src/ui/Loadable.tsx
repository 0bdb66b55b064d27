import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ProblemBar } from './ProblemBar.tsx';

/** What this needs to know of a query; `useQuery` answers more. */
interface QueryLike<Data> {
  data: Data | undefined;
  error: Error | null;
  refetch: () => unknown;
}

const useStyles = makeStyles({ bar: { marginBlockEnd: tokens.spacingVerticalM } });

interface LoadableProps<Data> {
  query: QueryLike<Data>;
  /** Has the size of what comes, so that the page does not jump. */
  skeleton: ReactNode;
  /** What could not be loaded, such as `Backup jobs`. */
  what?: string;
  children: (data: Data) => ReactNode;
}

/**
 * Loading, failing and showing. Data comes first: a refresh that failed must not wipe what a person is reading, so its
 * error stands above it.
 */
export function Loadable<Data>({ query, skeleton, what, children }: LoadableProps<Data>) {
  const styles = useStyles();
  const { data, error } = query;
  const problem = error && (
    <div className={styles.bar}>
      <ProblemBar
        error={error}
        {...(what !== undefined && { title: `${what} could not be ${data === undefined ? 'loaded' : 'refreshed'}` })}
        onRetry={() => void query.refetch()}
      />
    </div>
  );
  if (data !== undefined) {
    return (
      <>
        {problem}
        {children(data)}
      </>
    );
  }
  return problem ?? <div aria-busy="true">{skeleton}</div>;
}
