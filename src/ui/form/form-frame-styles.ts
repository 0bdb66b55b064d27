import { makeStyles, tokens } from '@fluentui/react-components';

/** A form that fills a page, or a step of a wizard: what scrolls, and the buttons that stay at the bottom. */
export const useFormFrameStyles = makeStyles({
  panel: {
    // Hidden elements in it are positioned in it, and do not lengthen the page.
    position: 'relative',
    flexGrow: 1,
    minHeight: 0,
    overflow: 'auto',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL} ${tokens.spacingVerticalXXL}`,
    // It takes the focus when Next was pressed, so that reading begins at the step's start; no outline is needed.
    outlineStyle: 'none',
    '@media (max-width: 800px)': { flexShrink: 0, overflow: 'visible' },
  },
  footer: {
    position: 'sticky',
    bottom: '0',
    zIndex: 2,
    display: 'flex',
    flexWrap: 'wrap',
    flexShrink: 0,
    alignItems: 'center',
    minHeight: '64px', // the portal's wizard footer
    gap: tokens.spacingHorizontalL,
    paddingInline: tokens.spacingHorizontalXL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    '& > button': { minWidth: '96px' }, // the portal's narrowest button
  },
});
