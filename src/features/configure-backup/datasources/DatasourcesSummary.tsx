import { makeStyles, tokens } from '@fluentui/react-components';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { ReviewGrid } from '../review/ReviewGrid.tsx';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  head: { display: 'flex', alignItems: 'baseline', columnGap: tokens.spacingHorizontalM },
});

/** The servers, each with its readiness or its result. */
export function DatasourcesSummary({ heading, action }: StepSummaryProps) {
  const { draft } = useWizard();
  const styles = useStyles();
  const wizard = useWizardStyles();
  return (
    <section className={styles.section} aria-labelledby="review-datasources">
      <div className={styles.head}>
        <h2 id="review-datasources" className={wizard.heading}>
          {heading} ({draft.rows.length})
        </h2>
        {action}
      </div>
      <ReviewGrid />
    </section>
  );
}
