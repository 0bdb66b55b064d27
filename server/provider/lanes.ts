/**
 * Which work waits for which. Each lane has workers of its own, so that schedules and expiry never stand behind what a
 * server of somebody else keeps waiting (decision 17).
 */

interface Lane {
  /** How many items a process works on at once. */
  atOnce: number;
  /** How many of those may be at one server of somebody else. */
  perServer?: number;
  /**
   * How many more may be begun in place of those that stand still (`work/watch.ts`), where a server or a disk of somebody else
   * can keep an item waiting: a place is for what moves. An even number; each that stands still takes memory all the same.
   */
  standIns?: number;
}

export const LANES = {
  /** What changes the store alone; also every kind that has no other lane. */
  short: { atOnce: 4 },
  /** What asks servers while somebody waits for the answer. */
  checks: { atOnce: 6, perServer: 2, standIns: 24 },
  schedules: { atOnce: 2 },
  /** What removes bytes. */
  expiry: { atOnce: 2 },
  deployments: { atOnce: 3, standIns: 12 },
  /** Backups and restores. */
  long: { atOnce: 4, perServer: 2, standIns: 28 },
  /** Proofs wait for each other, and no backup waits for them. */
  proofs: { atOnce: 2, standIns: 4 },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof LANES;

export const LANE_NAMES = Object.keys(LANES) as LaneName[];

const LANE_OF: Readonly<Record<string, LaneName>> = {
  validateForBackup: 'checks',
  configureProtection: 'checks',
  validateRestore: 'checks',
  runSchedule: 'schedules',
  runProofs: 'schedules',
  expirePoints: 'expiry',
  deleteInstance: 'expiry',
  purgeInstance: 'expiry',
  deploy: 'deployments',
  backup: 'long',
  restore: 'long',
  prove: 'proofs',
};

export const laneOf = (kind: string): LaneName => LANE_OF[kind] ?? 'short';

export const perServerIn = (lane: LaneName): number => {
  const { perServer = Infinity }: Lane = LANES[lane];
  return perServer;
};

export const standInsIn = (lane: LaneName): number => {
  const { standIns = 0 }: Lane = LANES[lane];
  return standIns;
};
