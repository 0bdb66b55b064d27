/**
 * What a mutation says of itself, in its `meta`: the notification that tells of it, and what it makes stale. The query
 * client acts on it, so no component shows a toast or invalidates by hand.
 */
import type { QueryKey } from '@tanstack/react-query';

export interface Notice {
  title: string;
  body?: string;
  link?: { to: string; label: string };
}

/** A text that is always the same, or one made from what was sent and what came back. */
type Told<Arguments extends unknown[], Value> = Value | ((...facts: Arguments) => Value);

export interface Notification<Variables, Result> {
  start: Told<[variables: Variables], Notice>;
  /** `start` with a check mark when absent. */
  done?: Told<[variables: Variables, result: Result], Notice>;
  /** Without a `body`, the error's own message stands there. */
  failed?: Told<[variables: Variables, error: Error], Notice>;
}

export interface MutationNews<Variables = never, Result = never> {
  notification?: Notification<Variables, Result>;
  /** Every query below these keys is asked again when the mutation ended well or badly. */
  invalidates?: Told<[variables: Variables, result: Result | undefined], readonly QueryKey[]>;
}

/** Types the texts of one mutation: `meta: news<CreateVault, Vault>({ … })`. */
export const news = <Variables = unknown, Result = unknown>(meta: MutationNews<Variables, Result>): MutationMeta =>
  meta;

// A type and not an interface, because the query library asks for an index signature, which only types have.
type MutationMeta = {
  [Part in keyof MutationNews]: MutationNews[Part];
};

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: MutationMeta;
  }
}
