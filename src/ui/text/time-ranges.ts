/** The time ranges that lists of past events offer, as the address names them. */
export const TIME_RANGES = {
  '6h': { text: 'Past 6 hours', hours: 6 },
  '24h': { text: 'Past 24 hours', hours: 24 },
  '7d': { text: 'Past 7 days', hours: 7 * 24 },
  '14d': { text: 'Past 14 days', hours: 14 * 24 },
} as const;
