/** The portal's two themes: Fluent's, with a ramp around Azure's blue and the portal's smaller text and corners. */
import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components';

const brand: BrandVariants = {
  10: '#020407',
  20: '#0c1a28',
  30: '#0a2a45',
  40: '#08375d',
  50: '#064577',
  60: '#045391',
  70: '#0262ad',
  80: '#0071c7', // a shade below #0078d4, so that links keep 4.5:1 on tinted rows too
  90: '#2a82d2',
  100: '#4792da',
  110: '#60a3e2',
  120: '#78b3e9',
  130: '#90c3f0',
  140: '#a9d3f6',
  150: '#c3e2fa',
  160: '#def0fd',
};

const portal: Partial<Theme> = {
  fontFamilyBase: '"Segoe UI", system-ui, sans-serif',
  fontSizeBase300: '13px', // the portal's text, where Fluent has 14
  borderRadiusMedium: '2px',
  borderRadiusLarge: '4px',
};

export const lightTheme: Theme = { ...createLightTheme(brand), ...portal };

export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  ...portal,
  // Fluent's dark theme takes shades for text that are too dark for this ramp.
  colorBrandForeground1: brand[110],
  colorBrandForeground2: brand[120],
  colorBrandForegroundLink: brand[120], // 4.5:1 in a selected row too
  colorBrandForegroundLinkHover: brand[130],
  colorBrandForegroundLinkPressed: brand[140],
  colorNeutralForeground2BrandHover: brand[120],
  colorNeutralForeground2BrandPressed: brand[120],
};
