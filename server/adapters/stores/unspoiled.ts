/** A piece that did not arrive as it was sent is sent again, a few times. */
const TRIES = 3;

/** `isSpoiled` recognizes the errors after which a repetition helps. */
export async function unspoiled<T>(send: () => Promise<T>, isSpoiled: (error: unknown) => boolean): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isSpoiled(error) || tries === TRIES) throw error;
    }
  }
}
