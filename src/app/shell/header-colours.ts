/** The header and the portal menu look the same in both themes: near black, as in the portal. */
export const HEADER = {
  background: '#1b1b1b',
  foreground: '#ffffff',
  quiet: '#c8c8c8',
  hover: '#333333',
  pressed: '#3d3d3d',
  current: '#60a3e2',
  /** Also the size of a button in it. */
  height: '40px',
} as const;

/** How every button on the bar reacts to pointer and keyboard. */
export const ON_THE_BAR = {
  color: HEADER.foreground,
  height: HEADER.height,
  borderRadius: '0',
  ':hover': {
    color: HEADER.foreground,
    backgroundColor: HEADER.hover,
    '& .fui-Button__icon': { color: HEADER.foreground },
  },
  ':hover:active': {
    color: HEADER.foreground,
    backgroundColor: HEADER.pressed,
    '& .fui-Button__icon': { color: HEADER.foreground },
  },
  // Fluent draws the focus in the theme's colours, which are invisible on the dark bar.
  '&[data-fui-focus-visible]': {
    outline: `2px solid ${HEADER.foreground}`,
    outlineOffset: '-3px',
    boxShadow: 'none',
  },
} as const;
