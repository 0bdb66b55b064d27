import { makeStyles, tokens } from '@fluentui/react-components';

/** The measures that the tabs of Create Backup Policy share, the same as those of the wizard it is reached from. */
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
    // Label and control on one line, as the portal has it; one above the other on a narrow page.
    gridTemplateColumns: `calc(220px + ${tokens.spacingHorizontalM}) minmax(0, 360px)`,
    marginBottom: tokens.spacingVerticalM,
    '@media (max-width: 720px)': { display: 'flex', flexDirection: 'column', alignItems: 'stretch' },
  },
  /** A control that would be as wide as its longest text otherwise. */
  control: { minWidth: 0, width: '100%' },
  /** A long list of options, which would cover the page otherwise. */
  list: { maxHeight: '320px' },
  /** Under the controls of the fields above it. */
  belowControls: {
    margin: `0 0 0 calc(220px + ${tokens.spacingHorizontalM})`,
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
  /** Fields of a pane stand above each other. */
  paneField: { marginBottom: tokens.spacingVerticalL },
});
