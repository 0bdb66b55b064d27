import { makeStyles, tokens } from '@fluentui/react-components';

/** The measures that every wizard and form shares. */
export const useFormStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalXL}`, maxWidth: '800px' }, // the form column
  section: { marginBottom: tokens.spacingVerticalXXXL, maxWidth: '800px' },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalM}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  field: {
    // Label and control on one line, as the portal has it, with the values where a review has them; one above the other
    // on a narrow page.
    gridTemplateColumns: `calc(220px + ${tokens.spacingHorizontalM}) minmax(0, 360px)`,
    marginBottom: tokens.spacingVerticalM,
    '@media (max-width: 720px)': { display: 'flex', flexDirection: 'column', alignItems: 'stretch' },
  },
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
  /** Fields of a pane stand above each other. */
  paneField: { marginBottom: tokens.spacingVerticalL },
});
