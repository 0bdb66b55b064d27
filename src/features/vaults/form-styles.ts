import { makeStyles, tokens, type FieldProps } from '@fluentui/react-components';
import { useFormStyles as useSharedStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  /** Under the control of the field above it. */
  belowControl: {
    margin: `0 0 ${tokens.spacingVerticalM} calc(220px + ${tokens.spacingHorizontalM})`,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
  secondary: { color: tokens.colorNeutralForeground2 },
  number: { width: '120px' }, // three digits and the arrows
});

/** Measures of a vault's forms: those of every form, and their own. */
export const useFormStyles = () => ({ ...useSharedStyles(), ...useOwnStyles() });

/** The layout of fields: beside their labels on a page, below them in a pane. */
export type FieldLayout = Pick<FieldProps, 'className' | 'orientation'>;
