/** One fresh world for a group of tests. Tests of a group share it and use names of their own. */
import { afterAll, beforeAll } from 'vitest';
import type { ContractHost, OpenHost } from '../host.ts';
import { armOf, type Arm } from './client.ts';

const OPENING_MS = 60_000;

/** Opens the host before the tests of the surrounding group and closes it after them. */
export function freshWorld(host: ContractHost): () => Arm {
  let open: OpenHost | undefined;
  let arm: Arm | undefined;
  beforeAll(async () => {
    open = await host.open();
    arm = armOf(open);
  }, OPENING_MS);
  afterAll(() => open?.close(), OPENING_MS);
  return () => {
    if (!arm) throw new Error('The world is not open yet.');
    return arm;
  };
}
