/** A process of ours that the machine or somebody on it has ended. */
import { EngineFault } from '#provider/ports.ts';

/** `what` begins the sentence, such as `pg_dump`. */
export const endedFromOutside = (what: string, signal: NodeJS.Signals): EngineFault =>
  new EngineFault(
    'UserErrorProcessEndedFromOutside',
    `${what} was ended from outside (${signal}) before it was done.`,
    [
      'The kernel ends processes when memory runs short, and people do: read the log of the machine that runs Backup Portal (journalctl -k). Then try again.',
    ],
  );
