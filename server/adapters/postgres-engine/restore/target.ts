/** Connections to the target server; they change it. */
import { withConnection, withServer, type Connection, type ConnectOptions } from '../connection.ts';

const WRITES = { writes: true };

export const withTarget = <T>(into: ConnectOptions, use: (connection: Connection) => Promise<T>): Promise<T> =>
  withServer(into, use, WRITES);

export const withTargetDatabase = <T>(
  into: ConnectOptions,
  name: string,
  use: (connection: Connection) => Promise<T>,
): Promise<T> => withConnection(into, name, use, WRITES);
