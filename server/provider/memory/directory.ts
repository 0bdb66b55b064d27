/** The `Directory` port in memory: people who are known from the start, each with a token. */
import type { Directory, Principal } from '../ports.ts';

export interface Person {
  principal: Principal;
  /** The bearer token that speaks for this person. */
  token: string;
  /** Object ids of the groups that this person is in. */
  groups?: string[];
}

/** A directory of exactly these people; a principal of the type Group among them does not sign in. */
export function createMemoryDirectory(tenantId: string, people: readonly Person[]): Directory {
  return {
    tenantId,
    whoHolds: (token) =>
      Promise.resolve(
        people.find(({ token: own, principal }) => own === token && principal.type !== 'Group')?.principal,
      ),
    find: (objectId) =>
      Promise.resolve(
        people.find(({ principal }) => principal.objectId.toLowerCase() === objectId.toLowerCase())?.principal,
      ),
    groupsOf: (objectId) =>
      Promise.resolve(
        people.find(({ principal }) => principal.objectId.toLowerCase() === objectId.toLowerCase())?.groups ?? [],
      ),
    list: () => Promise.resolve(people.map(({ principal }) => principal)),
  };
}
