/**
 * Which work waits for which. Each lane has workers of its own, so that schedules and expiry never stand behind what a
 * server of somebody else keeps waiting (decision 17). `work-items.ts` says which kind of work is in which.
 */

interface Lane {
  /** How many items a process works on at once. */
  atOnce: number;
  /** How many of those may be at one server of somebody else. */
  perServer?: number;
}

export const LANES = {
  /** What changes the store alone. */
  short: { atOnce: 4 },
  /** What asks servers while somebody waits for the answer. */
  checks: { atOnce: 6, perServer: 2 },
  schedules: { atOnce: 2 },
  /** What removes bytes. */
  expiry: { atOnce: 2 },
  deployments: { atOnce: 3 },
  /** Backups and restores. */
  long: { atOnce: 4, perServer: 2 },
  /** Proofs wait for each other, and no backup waits for them. */
  proofs: { atOnce: 2 },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof LANES;

export const LANE_NAMES = Object.keys(LANES) as LaneName[];

export const perServerIn = (lane: LaneName): number => {
  const { perServer = Infinity }: Lane = LANES[lane];
  return perServer;
};
