import type { Log } from './ports.ts';

/** A log whose every line also tells `tags`: which request, which work. */
export const tagged =
  (log: Log, tags: Record<string, string | undefined>): Log =>
  (event, details, ...level) =>
    log(event, { ...tags, ...details }, ...level);
