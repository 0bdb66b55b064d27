import { MINUTE_MS } from '#protocol/time-units.ts';
import type { Scenario } from './scenario.ts';

const PROPAGATION_MS = 3 * MINUTE_MS;

export const slowPropagation: Scenario = {
  title: 'Slow propagation: a role assignment counts after three minutes',
  options: ({ realMs }) => ({ rolePropagationMs: realMs(PROPAGATION_MS) }),
};
