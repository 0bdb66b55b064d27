/** Runs several commands in parallel. */

/**
 * Runs each lane's steps one after the other, to the last, and the lanes in parallel. A step is its name and the
 * function that runs it, which returns an exit status. Returns the names of those that failed.
 */
export async function inLanes(lanes) {
  const failed = await Promise.all(
    lanes.map(async (steps) => {
      const names = [];
      for (const [name, work] of steps) if ((await work()) !== 0) names.push(name);
      return names;
    }),
  );
  return failed.flat();
}
