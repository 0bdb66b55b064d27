/** Every scenario, by the name that `?scenario=` takes. */
import { connectionLost } from './connection-lost.ts';
import { operationFailsLate } from './operation-fails-late.ts';
import { pointDamaged } from './point-damaged.ts';
import { policyDeleted } from './policy-deleted.ts';
import { rightsLost } from './rights-lost.ts';
import type { Scenario } from './scenario.ts';
import { slowNetwork } from './slow-network.ts';
import { slowPropagation } from './slow-propagation.ts';
import { someFail } from './some-fail.ts';
import { submission5xx } from './submission-5xx.ts';
import { throttled } from './throttled.ts';
import { validationNeverEnds } from './validation-never-ends.ts';
import { vaultDeleted } from './vault-deleted.ts';

export const scenarios = {
  throttled,
  'slow-network': slowNetwork,
  'connection-lost': connectionLost,
  'validation-never-ends': validationNeverEnds,
  'operation-fails-late': operationFailsLate,
  'slow-propagation': slowPropagation,
  'vault-deleted': vaultDeleted,
  'policy-deleted': policyDeleted,
  'point-damaged': pointDamaged,
  'rights-lost': rightsLost,
  'submission-5xx': submission5xx,
  'some-fail': someFail,
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

export const isScenarioName = (text: string): text is ScenarioName => Object.hasOwn(scenarios, text);
