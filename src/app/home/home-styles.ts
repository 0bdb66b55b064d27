import { makeStyles, tokens } from '@fluentui/react-components';

/** Styles that the sections of the home page share. */
export const useHomeStyles = makeStyles({
  section: { marginBlockEnd: tokens.spacingVerticalXXL },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  // A few short columns stay near each other.
  list: { maxWidth: '1000px' },
});
