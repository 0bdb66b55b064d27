import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormStyles } from '#ui/form/form-styles.ts';

const useOwnStyles = makeStyles({
  /** A control that would otherwise be as wide as its longest text. */
  control: { minWidth: 0, width: '100%' },
  value: { display: 'flex', alignItems: 'center', minHeight: '32px', columnGap: tokens.spacingHorizontalM }, // as an input
  wide: { marginBottom: tokens.spacingVerticalL, maxWidth: '1000px' },
  verdict: { marginTop: tokens.spacingVerticalM, maxWidth: '800px' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  line: { margin: `${tokens.spacingVerticalXS} 0 0` },
  quiet: { color: tokens.colorNeutralForeground3 },
  code: {
    display: 'block',
    margin: `${tokens.spacingVerticalXS} 0`,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

/** Measures of the tabs: those of every form, and their own. */
export const useRestoreStyles = () => ({ ...useFormStyles(), ...useOwnStyles() });
