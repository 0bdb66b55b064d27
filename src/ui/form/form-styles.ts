import { makeStyles, tokens } from '@fluentui/react-components';

/** Measures that every wizard and form shares. */
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
    // Label and control on one line, as the portal has it, aligned with the values of a review; one above the other on
    // a narrow page.
    gridTemplateColumns: `calc(220px + ${tokens.spacingHorizontalM}) minmax(0, 360px)`,
    marginBottom: tokens.spacingVerticalM,
    '@media (max-width: 720px)': { display: 'flex', flexDirection: 'column', alignItems: 'stretch' },
  },
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
  /** In a pane, each field is above the next. */
  paneField: { marginBottom: tokens.spacingVerticalL },
});
