/** Writes one line for each event to standard error. */
import type { Log } from '#provider/ports.ts';

export const log: Log = (event, details = {}) => {
  const parts = Object.entries(details).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  process.stderr.write(`${new Date().toISOString()} ${event}${parts.join('')}\n`);
};
