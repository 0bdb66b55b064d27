import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormStyles as useSharedStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  /** A control that would otherwise be as wide as its longest text. */
  control: { minWidth: 0, width: '100%' },
  /** A long list of options, which would otherwise cover the page. */
  list: { maxHeight: '320px' },
  /** Under the controls of the fields above it. */
  belowControls: {
    margin: `0 0 0 calc(220px + ${tokens.spacingHorizontalM})`,
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
});

/** Measures of Create Backup Policy: those of every form, and its own. */
export const useFormStyles = () => ({ ...useSharedStyles(), ...useOwnStyles() });
