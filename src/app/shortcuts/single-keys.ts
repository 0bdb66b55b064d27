import { keptChoice } from '#ui/state/kept.ts';

/** Whether keys without Ctrl or Alt do something; who speaks to the computer needs them to be off (WCAG 2.1.4). */
export const singleKeys = keptChoice('single-keys', ['on', 'off']);
