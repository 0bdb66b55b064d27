import { makeStyles, tokens } from '@fluentui/react-components';
import { ProblemBar } from './ProblemBar.tsx';

interface Gap {
  place: { name: string };
  error: Error;
}

interface GapBarProps {
  /** What is missing, such as `servers`. */
  what: string;
  /** The subscriptions or vaults whose list could not be read. */
  gaps: readonly Gap[];
  onRetry: () => void;
}

/** The most places to name. */
const NAMED = 3;

const useStyles = makeStyles({ root: { marginBlockEnd: tokens.spacingVerticalM } });

/** Says what is missing from a list made of many lists. Renders nothing when the list is complete. */
export function GapBar({ what, gaps, onRetry }: GapBarProps) {
  const styles = useStyles();
  const [first] = gaps;
  if (!first) return null;
  const names = gaps.slice(0, NAMED).map(({ place }) => place.name);
  const others = gaps.length - names.length;
  const list = new Intl.ListFormat('en').format(others > 0 ? [...names, `${others} more`] : names);
  return (
    <div className={styles.root}>
      <ProblemBar title={`The ${what} of ${list} could not be loaded`} error={first.error} onRetry={onRetry} />
    </div>
  );
}
