import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { connection } from '#arm/arm.ts';
import { refetchUnanswered } from './refetch-unanswered.ts';

/** How often the connection is tried when no other request does. */
const RETRY_EVERY_MS = 5_000;
/** A shorter wait is over before anyone has read about it. */
const WORTH_TELLING_MS = 3_000;

const useStyles = makeStyles({
  // Plain, and part of the page's first code: without a connection nothing more can be loaded.
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    flexShrink: 0,
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXL}`,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorStatusWarningBackground1,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorStatusWarningBorder1}`,
  },
  icon: { display: 'inline-flex', color: tokens.colorStatusWarningForeground3 },
});

/** Says once, for the whole page, that the service cannot be reached or has asked to wait; both end by themselves. */
export function ConnectionBar() {
  const client = useQueryClient();
  const now = useSyncExternalStore(connection.subscribe, connection.current);
  const isLost = now.state === 'lost';
  useEffect(() => {
    if (!isLost) return;
    const retry = () => void refetchUnanswered(client);
    const timer = setInterval(retry, RETRY_EVERY_MS);
    addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      removeEventListener('online', retry);
      // The service is back: requests that had failed for good are sent again.
      retry();
    };
  }, [client, isLost]);
  return (
    <div role="status">
      {isLost && (
        <Bar>
          <span>
            The service can&apos;t be reached. Your choices are kept, and requests are sent again by themselves.
          </span>
          <Link as="button" onClick={() => void refetchUnanswered(client)}>
            Try now
          </Link>
        </Bar>
      )}
      {now.state === 'busy' && <Wait key={now.until} until={now.until} />}
    </div>
  );
}

function Bar({ children }: { children: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.bar}>
      <span className={styles.icon}>
        <WarningFilled />
      </span>
      {children}
    </div>
  );
}

/** How long the service asked to wait; undefined when that is over, or too short to mention. */
function Wait({ until }: { until: number }) {
  const [startedAt] = useState(() => Date.now());
  const [time, setTime] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => {
      setTime(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  if (until - startedAt < WORTH_TELLING_MS || time >= until) return null;
  return (
    <Bar>
      <span>
        The service has many requests and asked to wait. {/* Counting down aloud would drown everything else. */}
        <span aria-hidden="true">Next try in {Math.ceil((until - time) / 1000)} s.</span>
      </span>
    </Bar>
  );
}
