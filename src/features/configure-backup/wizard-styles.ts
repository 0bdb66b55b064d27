import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  details: { marginTop: tokens.spacingVerticalXXL },
  /** A value in place of a field's control. */
  value: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '32px',
  },
  secondary: { color: tokens.colorNeutralForeground3 },
});

/** Measures of the steps: those of every form, and their own. */
export const useWizardStyles = () => ({ ...useFormStyles(), ...useOwnStyles() });
