import { makeStyles, tokens } from '@fluentui/react-components';
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import type { ConnectionTest } from '#protocol/postgres.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { TestResult } from './TestResult.tsx';

const useStyles = makeStyles({
  outcome: { marginBlockStart: tokens.spacingVerticalM, maxWidth: '800px' }, // the form column
});

interface TestSectionProps {
  test: { isPending: boolean; isStale: boolean; data: ConnectionTest | undefined; error: Error | null };
  disabledReason: string | undefined;
  onTest: () => void;
}

/** **Test connection**, and its result for as long as the form is unchanged. */
export function TestSection({ test, disabledReason, onTest }: TestSectionProps) {
  const styles = useFormStyles();
  const own = useStyles();
  const { isPending, isStale, data, error } = test;
  return (
    <section className={styles.section}>
      <ReasonedButton
        icon={<PlugConnectedRegular />}
        disabledReason={disabledReason ?? (isPending ? 'The connection is being tested.' : undefined)}
        onClick={onTest}
      >
        Test connection
      </ReasonedButton>
      <div role="status" className={own.outcome}>
        {isPending && <StatusText kind="running" text="Asking the server…" />}
        {!isPending && isStale && (data !== undefined || error !== null) && (
          <StatusText kind="neutral" text="The connection was changed since it was tested." />
        )}
        {!isPending && !isStale && error && <ProblemBar title="The server could not be connected to" error={error} />}
        {!isPending && !isStale && data && <TestResult test={data} />}
      </div>
    </section>
  );
}
