import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  wide: { marginBottom: tokens.spacingVerticalXXXL, maxWidth: '1200px' }, // a line of a table that can still be followed
  tools: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
  },
  template: { maxWidth: '800px' },
  code: {
    height: '50vh',
    maxHeight: 'none',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
  },
  secondary: { color: tokens.colorNeutralForeground2 },
  problem: { margin: `${tokens.spacingVerticalXXS} 0`, color: tokens.colorStatusDangerForeground1 },
});

/** Measures of the steps: those of every form, and their own. */
export const useDeployStyles = () => ({ ...useFormStyles(), ...useOwnStyles() });
