import { makeStyles, tokens, type FieldProps } from '@fluentui/react-components';

/** The measures that the forms of a vault share, the same as those of the wizards. */
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
  /** Under the control of the field above it. */
  belowControl: {
    margin: `0 0 ${tokens.spacingVerticalM} calc(220px + ${tokens.spacingHorizontalM})`,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
  /** Fields of a pane stand above each other. */
  paneField: { marginBottom: tokens.spacingVerticalL },
  secondary: { color: tokens.colorNeutralForeground2 },
  number: { width: '120px' }, // three digits and the arrows
});

/** How fields stand: beside their labels on a page, below them in a pane. */
export type FieldLayout = Pick<FieldProps, 'className' | 'orientation'>;
