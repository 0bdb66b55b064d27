/** Several commands beside each other. */

/**
 * Runs each lane's steps one after the other, to the last, and the lanes beside each other. A step is its name and what
 * runs it, which answers an exit status. Answers the names of those that failed.
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
