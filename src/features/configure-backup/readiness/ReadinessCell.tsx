import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { StatusText } from '#ui/StatusText.tsx';
import { readinessWords } from './readiness-words.ts';
import type { Readiness } from './verdict.ts';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalM },
  // Long refusals stand in full in the details; two lines keep the grid dense.
  text: { display: 'flex', minWidth: 0, maxHeight: `calc(2 * ${tokens.lineHeightBase300})`, overflow: 'hidden' },
  link: { flexShrink: 0 },
});

interface ReadinessCellProps {
  serverName: string;
  readiness: Readiness;
  progress: { done: number; total: number };
  onViewDetails: () => void;
}

export function ReadinessCell({ serverName, readiness, progress, onViewDetails }: ReadinessCellProps) {
  const styles = useStyles();
  const { kind, text } = readinessWords(readiness, progress);
  const hasDetails = !['waiting', 'validating', 'revalidating', 'success'].includes(readiness.state);
  return (
    <div className={styles.root}>
      <span className={styles.text} title={text}>
        <StatusText kind={kind} text={text} />
      </span>
      {hasDetails && (
        <Link as="button" className={styles.link} aria-label={`View details of ${serverName}`} onClick={onViewDetails}>
          View details
        </Link>
      )}
    </div>
  );
}
