/** The kinds of retention rule in the sentences of the form. */
import { RULE_NAMES, type RuleKind } from '#protocol/rule-kinds.ts';

/** Such as `monthly`. */
export const adjectiveOf = (kind: RuleKind): string => kind.toLowerCase();

/** Such as `monthly, weekly and default`. */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

const [FIRST = '', ...LATER] = RULE_NAMES;

/** Such as `Yearly comes first, then monthly, weekly and default.` */
export const WHO_COMES_FIRST = `${FIRST} comes first, then ${inWords(LATER.map(adjectiveOf))}.`;

/** Such as `yearly, then monthly, then weekly`: those that are tried before the default. */
export const ORDER_OF_TRIAL = RULE_NAMES.slice(0, -1).map(adjectiveOf).join(', then ');
