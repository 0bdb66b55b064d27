/**
 * Which work waits for which. Each lane has workers of its own, so that schedules and expiry never wait behind what a
 * server of somebody else keeps waiting (decision 17). `work-items.ts` says which kind of work is in which.
 */

interface Lane {
  /** How many items a process works on at once. */
  atOnce: number;
  /** How many of those may be at one server of somebody else, or at one storage beside the data folder. */
  perServer?: number;
  /**
   * How many more may be begun in place of those that stand still (`work/watch.ts`), where a server or a disk of
   * somebody else can keep an item waiting: workers are for items that move. An even number; each that stands still
   * takes memory all the same.
   */
  standIns?: number;
  /**
   * How many more may be begun for subscriptions of which nothing is worked on, however many items of others run or
   * stall (decision 41). An even number.
   */
  ownPlaces?: number;
}

export const LANES = {
  /** What changes the store alone. */
  short: { atOnce: 4 },
  /** Work that queries servers while a person waits for the result. */
  checks: { atOnce: 6, perServer: 2, standIns: 24, ownPlaces: 8 },
  schedules: { atOnce: 2 },
  /** What removes bytes. A bucket that hangs has two places, and keeps neither the data folder nor other buckets waiting. */
  expiry: { atOnce: 3, perServer: 2, standIns: 12 },
  deployments: { atOnce: 3, standIns: 12 },
  /** Backups and restores. */
  long: { atOnce: 4, perServer: 2, standIns: 28, ownPlaces: 8 },
  /** Proofs wait for each other, and no backup waits for them. */
  proofs: { atOnce: 2, standIns: 4 },
  /** Copies of recovery points in second storages: no backup waits for a storage that is slow or away. */
  copies: { atOnce: 3, perServer: 2, standIns: 12 },
  /** Notifications: a destination that does not answer delays no other work. */
  notices: { atOnce: 2 },
  /** What is written down beside the points of a vault: a storage that is away delays no other work. */
  documents: { atOnce: 3, perServer: 2, standIns: 12 },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof LANES;

export const LANE_NAMES = Object.keys(LANES) as LaneName[];

export const perServerIn = (lane: LaneName): number => {
  const { perServer = Infinity }: Lane = LANES[lane];
  return perServer;
};

export const standInsIn = (lane: LaneName): number => {
  const { standIns = 0 }: Lane = LANES[lane];
  return standIns;
};

export const ownPlacesIn = (lane: LaneName): number => {
  const { ownPlaces = 0 }: Lane = LANES[lane];
  return ownPlaces;
};
