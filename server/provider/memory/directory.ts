/** The `Directory` port in memory: people who are known from the start, each with a token. */
import type { Directory, Principal } from '../ports.ts';

export interface Person {
  principal: Principal;
  /** The bearer token that speaks for this person. */
  token: string;
}

/** A directory of exactly these people. */
export function createMemoryDirectory(tenantId: string, people: readonly Person[]): Directory {
  return {
    tenantId,
    whoHolds: (token) => Promise.resolve(people.find((person) => person.token === token)?.principal),
    find: (objectId) =>
      Promise.resolve(
        people.find(({ principal }) => principal.objectId.toLowerCase() === objectId.toLowerCase())?.principal,
      ),
    list: () => Promise.resolve(people.map(({ principal }) => principal)),
  };
}
