import { makeStyles, tokens } from '@fluentui/react-components';

/** The measures that the tabs of the Restore wizard share, the same as those of the other wizards. */
export const useRestoreStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalXL}`, maxWidth: '800px' }, // the form column
  field: {
    // Label and control on one line, as the portal has it; one above the other on a narrow page.
    gridTemplateColumns: `calc(220px + ${tokens.spacingHorizontalM}) minmax(0, 360px)`,
    marginBottom: tokens.spacingVerticalM,
    '@media (max-width: 720px)': { display: 'flex', flexDirection: 'column', alignItems: 'stretch' },
  },
  /** A control that would be as wide as its longest text otherwise. */
  control: { minWidth: 0, width: '100%' },
  value: { display: 'flex', alignItems: 'center', minHeight: '32px', columnGap: tokens.spacingHorizontalM }, // as an input
  wide: { marginBottom: tokens.spacingVerticalL, maxWidth: '1000px' },
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '800px' },
  verdict: { marginTop: tokens.spacingVerticalM, maxWidth: '800px' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  paneField: { marginBottom: tokens.spacingVerticalL },
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
