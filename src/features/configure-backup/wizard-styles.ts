import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  details: { marginTop: tokens.spacingVerticalXXL },
  /** A value where a field has its control. */
  value: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '32px',
  },
  secondary: { color: tokens.colorNeutralForeground3 },
});

/** The measures of the steps: those of every form, and their own. */
export const useWizardStyles = () => ({ ...useFormStyles(), ...useOwnStyles() });
