import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ErrorCode } from '#protocol/errors.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { isNotFound, NotFoundState, type WayBack } from './NotFoundState.tsx';
import { ProblemBar } from './ProblemBar.tsx';
import { problemOf } from './problem-of.ts';

/** The fields of a query that this needs; `useQuery` returns more. */
interface QueryLike<Data> {
  data: Data | undefined;
  error: Error | null;
  refetch: () => unknown;
  /** When `data` arrived: milliseconds since 1970. */
  dataUpdatedAt?: number;
  isFetching?: boolean;
}

const useStyles = makeStyles({ bar: { marginBlockEnd: tokens.spacingVerticalM } });

interface LoadableProps<Data> {
  query: QueryLike<Data>;
  /** As large as the content, so that the page does not jump. */
  skeleton: ReactNode;
  /** What could not be loaded, such as `Backup jobs`. */
  what?: string;
  /** For a page about one thing: where to go when it does not exist. */
  back?: WayBack;
  children: (data: Data) => ReactNode;
}

/**
 * Loading, failed, stale and showing. Data comes first: when a refresh fails, the data that a person is reading stays,
 * and a bar above it says that it is old, from when it is, and why.
 */
export function Loadable<Data>({ query, skeleton, what, back, children }: LoadableProps<Data>) {
  const styles = useStyles();
  const { data, error } = query;
  if (data !== undefined) {
    return (
      <>
        {error && (
          <div className={styles.bar}>
            <StaleBar query={query} error={error} what={what} />
          </div>
        )}
        {children(data)}
      </>
    );
  }
  if (!error) return <div aria-busy="true">{skeleton}</div>;
  if (back && what !== undefined && isNotFound(error)) return <NotFoundState what={what} back={back} error={error} />;
  return (
    <div className={styles.bar}>
      <ProblemBar
        error={error}
        note={problemOf(error).code === ErrorCode.authorizationFailed ? LACKING : undefined}
        {...(what !== undefined && { title: `${what} could not be loaded` })}
        onRetry={() => void query.refetch()}
      />
    </div>
  );
}

const LACKING = 'You need a role that has the permission named here, such as Reader. Ask an administrator for it.';

interface StaleBarProps {
  query: Pick<QueryLike<unknown>, 'refetch' | 'dataUpdatedAt' | 'isFetching'>;
  error: Error;
  what: string | undefined;
}

function StaleBar({ query, error, what = 'This' }: StaleBarProps) {
  const { dataUpdatedAt = 0, isFetching = false } = query;
  return (
    <ProblemBar
      intent="warning"
      title={`${what} could not be refreshed`}
      note={
        dataUpdatedAt > 0 && (
          <>
            What is shown is from <DateTime value={new Date(dataUpdatedAt).toISOString()} />.
          </>
        )
      }
      error={error}
      retryLabel={isFetching ? 'Trying again…' : 'Try again'}
      onRetry={() => void query.refetch()}
    />
  );
}
