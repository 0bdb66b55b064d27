import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { StatusText } from '#ui/text/StatusText.tsx';
import { readinessWords } from './readiness-words.ts';
import type { Readiness } from './verdict.ts';
import { WaitingTime } from './WaitingTime.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalM },
  // The details have long refusals in full; three lines keep the grid dense.
  text: { display: 'flex', minWidth: 0, maxHeight: `calc(3 * ${tokens.lineHeightBase300})`, overflow: 'hidden' },
  side: { flexShrink: 0 },
  time: { flexShrink: 0, color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
});

interface ReadinessCellProps {
  serverName: string;
  readiness: Readiness;
  onViewDetails: () => void;
}

export function ReadinessCell({ serverName, readiness, onViewDetails }: ReadinessCellProps) {
  const styles = useStyles();
  const { kind, text } = readinessWords(readiness);
  const hasDetails = !['waiting', 'validating', 'revalidating', 'success'].includes(readiness.state);
  return (
    <div className={styles.root}>
      <span className={styles.text} title={text}>
        <StatusText kind={kind} text={text} />
      </span>
      {(readiness.state === 'propagating' || readiness.state === 'slow') && (
        <span className={styles.time}>
          <WaitingTime since={readiness.since} />
        </span>
      )}
      {hasDetails && (
        <Link as="button" className={styles.side} aria-label={`View details of ${serverName}`} onClick={onViewDetails}>
          View details
        </Link>
      )}
    </div>
  );
}
