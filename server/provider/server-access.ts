/** How a connected server is reached: kept sealed, for its own record alone. */
import { idKey } from '#protocol/resource-id.ts';
import { EngineFault, type Ports } from './ports.ts';
import type { ServerRecord } from './records.ts';

type Sealed = Pick<ServerRecord, 'sealed'> & { resource: Pick<ServerRecord['resource'], 'id'> };

/** What the engine takes. Throws an `EngineFault` when it was sealed for another server, or with a key that is gone. */
export function serverAccess({ sealing }: Pick<Ports, 'sealing'>, { resource, sealed }: Sealed): string {
  try {
    return sealing.open(sealed, idKey(resource.id));
  } catch (cause) {
    throw new EngineFault(
      'UserErrorServerAccessUnreadable',
      'The stored access to the server cannot be opened any more.',
      ['Enter the password in the connection of the server again.'],
      undefined,
      { cause },
    );
  }
}

/** The same record, to be kept. */
export const sealedRecord = ({ sealing }: Pick<Ports, 'sealing'>, record: ServerRecord): ServerRecord => ({
  ...record,
  sealed: sealing.seal(record.sealed, idKey(record.resource.id)),
});
