/** The preview in words. All dates are in the policy's zone, because its rules use it. */
import type { Held, PreviewPoint } from './retention-preview.ts';

/** Such as `21 November 2030`. */
export const longDate = (moment: Date, zone: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: zone }).format(moment);

/** Such as `Sun, 4 Jan 2026, 02:00`. */
const dayAndTime = (moment: Date, zone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone,
  }).format(moment);

/** Such as `10 yearly, 36 monthly`; rules without points are left out. */
export const countsText = (counts: readonly { rule: string; count: number }[]): string =>
  counts
    .filter(({ count }) => count > 0)
    .map(({ rule, count }) => `${count} ${rule.toLowerCase()}`)
    .join(', ');

/** Such as `21 November 2030: 10 yearly, 36 monthly`. */
export const heldText = (date: Date, zone: string, held: Held): string =>
  `${longDate(date, zone)}: ${held.total === 0 ? 'no recovery points yet' : countsText(held.byRule)}`;

/** Such as `Created Sun, 4 Jan 2026, 02:00. Kept by Yearly until Fri, 4 Jan 2036, 02:00.`, in its two parts. */
export const pointText = (point: PreviewPoint, zone: string, isGone: boolean): [created: string, kept: string] => [
  `Created ${dayAndTime(point.created, zone)}`,
  `${isGone ? 'Was kept' : 'Kept'} by ${point.rule} until ${dayAndTime(point.goes, zone)}`,
];
