import { makeStyles, tokens } from '@fluentui/react-components';

/** The measures that the steps share, the same as those of the other wizards. */
export const useDeployStyles = makeStyles({
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
  wide: { marginBottom: tokens.spacingVerticalXXXL, maxWidth: '1200px' }, // a line of a table that can still be followed
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
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
