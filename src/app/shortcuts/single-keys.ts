import { keptChoice } from '#ui/state/kept.ts';

/** Whether keys without Ctrl or Alt act; people who use speech input need them off (WCAG 2.1.4). */
export const singleKeys = keptChoice('single-keys', ['on', 'off']);
