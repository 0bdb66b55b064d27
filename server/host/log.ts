/** One line for each thing the operator may want to know, on standard error. */
import type { Log } from '#provider/ports.ts';

export const log: Log = (event, details = {}) => {
  const told = Object.entries(details).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  process.stderr.write(`${new Date().toISOString()} ${event}${told.join('')}\n`);
};
