/**
 * A host for the contract suite: anything that serves ARM requests for the seeded world. Its engine is the simulated
 * one, a thousand times as fast as real life, so that hosts below `.invalid` misbehave as the suite expects; it tells
 * callers to wait 0 seconds, and holds the people and the server of `people.ts`.
 */

export interface ContractHost {
  /** Ends the sentence "ARM's contract, …". */
  name: string;
  /** A fresh world. */
  open(): Promise<OpenHost>;
}

export type ContractPerson = 'operator' | 'backup-admin';

export interface OpenHost {
  /** Such as `http://127.0.0.1:5300`. */
  origin: string;
  send(request: Request): Promise<Response>;
  tokenOf(person: ContractPerson): Promise<string>;
  close(): Promise<void>;
}
