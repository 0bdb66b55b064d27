/** The built-in people of a server, and the `Directory` port over them. */
import { createHmac } from 'node:crypto';
import type { Directory, Principal } from '#provider/ports.ts';
import type { Secrets } from './secrets.ts';

export interface People {
  tenantId: string;
  operator: Principal;
  backupAdmin: Principal;
  /** By the name for `--as`: the part of the sign-in name before the `@`. */
  named(name: string): Principal | undefined;
  names: string[];
  withId(objectId: string): Principal | undefined;
}

/** Their ids are derived from the installation's secret: they stay the same, and differ between installations. */
export function createPeople(secrets: Secrets): People {
  const key = secrets.key('people');
  const person = (name: string, displayName: string): Principal => ({
    objectId: guidOf(key, name),
    name: `${name}@contoso.example`,
    displayName,
    type: 'User',
  });
  const operator = person('operator', 'Local operator');
  const backupAdmin = person('backup-admin', 'Backup admin');
  const all = [operator, backupAdmin];
  const shortName = ({ name }: Principal) => name.slice(0, name.indexOf('@'));
  return {
    tenantId: guidOf(key, 'tenant'),
    operator,
    backupAdmin,
    names: all.map(shortName),
    named: (name) => all.find((one) => shortName(one) === name.toLowerCase()),
    withId: (objectId) => all.find((one) => one.objectId === objectId.toLowerCase()),
  };
}

/** `whoHolds` returns the object id of a valid token. */
export const createDirectory = (
  people: People,
  whoHolds: (token: string) => Promise<string | undefined>,
): Directory => ({
  tenantId: people.tenantId,
  async whoHolds(token) {
    const objectId = await whoHolds(token);
    return objectId === undefined ? undefined : people.withId(objectId);
  },
  find: (objectId) => Promise.resolve(people.withId(objectId)),
  list: () => Promise.resolve(people.names.flatMap((name) => people.named(name) ?? [])),
});

function guidOf(key: Uint8Array, name: string): string {
  const hex = createHmac('sha256', key).update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
