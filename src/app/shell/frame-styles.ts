import { makeStyles, tokens } from '@fluentui/react-components';
import { HEADER } from './header-colours.ts';

/** The areas of the frame: header on top, menu at the left, the page in the rest. */
export const useFrameStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    height: '100dvh',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  below: { display: 'flex', flexGrow: 1, minHeight: 0 },
  main: { position: 'relative', display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, overflow: 'auto' },
  skip: {
    position: 'absolute',
    zIndex: 10,
    insetBlockStart: '0',
    insetInlineStart: tokens.spacingHorizontalL,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    color: HEADER.background,
    backgroundColor: HEADER.foreground,
    transform: 'translateY(-110%)',
    ':focus': { transform: 'none' },
  },
  bar: {
    position: 'absolute',
    insetBlockStart: '0',
    insetInline: '0',
    zIndex: 5,
    height: '3px', // visible, and out of the way
    backgroundColor: tokens.colorCompoundBrandBackground,
    transformOrigin: 'left',
    // Long enough that a page whose code is loaded already shows no bar at all.
    animationDelay: '150ms',
    animationDuration: '2s',
    animationFillMode: 'both',
    animationTimingFunction: tokens.curveDecelerateMax,
    animationName: { from: { transform: 'scaleX(0)' }, to: { transform: 'scaleX(0.9)' } },
  },
});
