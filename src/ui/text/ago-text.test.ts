import { expect, it } from 'vitest';
import { agoText } from './ago-text.ts';

it.each([
  ['2026-02-03T09:59:30Z', 'just now'],
  ['2026-02-03T09:15:00Z', '45 minutes ago'],
  ['2026-02-02T09:15:00Z', '1 day 45 minutes ago'],
  ['2026-01-31T03:00:00Z', '3 days ago'],
])('%s was %s', (time, text) => {
  expect(agoText(time, Date.parse('2026-02-03T10:00:00Z'))).toBe(text);
});
