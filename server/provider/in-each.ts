/** Does it for each of them at once, for the others also when it fails for one. Throws the first failure then. */
export async function inEach<One, Result>(all: readonly One[], work: (one: One) => Promise<Result>): Promise<Result[]> {
  const done = await Promise.allSettled(all.map(work));
  return done.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
