import { tokens } from '@fluentui/react-components';

/** A colour for each rule, at least 3:1 on the page in both themes. Each rule also has a lane with its name. */
const COLORS: ReadonlyMap<string, string> = new Map([
  ['yearly', tokens.colorPaletteLilacBorderActive],
  ['monthly', tokens.colorPaletteBlueBorderActive],
  ['weekly', tokens.colorPaletteTealBorderActive],
  ['default', tokens.colorPaletteBrassBorderActive],
]);

export const ruleColor = (rule: string): string =>
  COLORS.get(rule.toLowerCase()) ?? tokens.colorPalettePumpkinBorderActive;
