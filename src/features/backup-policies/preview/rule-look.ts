import { tokens } from '@fluentui/react-components';
import { ruleKindNamed, type RuleKind } from '#protocol/rule-kinds.ts';

/** A colour for each kind of rule, at least 3:1 on the page in both themes. Each rule also has a lane with its name. */
const COLORS: Readonly<Record<RuleKind, string>> = {
  Yearly: tokens.colorPaletteLilacBorderActive,
  Monthly: tokens.colorPaletteBlueBorderActive,
  Weekly: tokens.colorPaletteTealBorderActive,
  Default: tokens.colorPaletteBrassBorderActive,
};

export function ruleColor(rule: string): string {
  const kind = ruleKindNamed(rule);
  return kind ? COLORS[kind] : tokens.colorPalettePumpkinBorderActive;
}
