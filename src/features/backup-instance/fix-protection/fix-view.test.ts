import { expect, it } from 'vitest';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { ArmError } from '#arm/error.ts';
import { fixView, type FixFacts } from './fix-view.ts';

const missing = backupRoleNeeds(
  '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg',
);
const refusal = new ArmError({ status: 200, code: 'UserErrorMissingRequiredPermissions', message: 'Missing.' });
const facts: FixFacts = {
  isInError: true,
  phase: undefined,
  verdict: undefined,
  hasCheckFailed: false,
  isForbidden: false,
  isChecking: false,
};

it.each<[string, Partial<FixFacts>, string, string]>([
  ['is checked for the first time', { isChecking: true }, 'Validating…', 'none'],
  ['is checked again', { isChecking: true, verdict: { kind: 'ready' } }, 'Revalidating…', 'none'],
  ['is checked again after a failure', { isChecking: true, hasCheckFailed: true }, 'Revalidating…', 'none'],
  ['says that it would be protected', { verdict: { kind: 'ready' } }, 'Success', 'fix'],
  [
    'misses roles that may be given',
    { verdict: { kind: 'missingRoles', missing, mayAssign: true, refusal } },
    'Role assignment not done',
    'assign',
  ],
  [
    'misses roles that others may give',
    { verdict: { kind: 'missingRoles', missing, mayAssign: false, refusal } },
    'User cannot assign roles',
    'download',
  ],
  ['waits for roles', { verdict: { kind: 'propagating', since: 0, refusal } }, 'Waiting for role propagation…', 'fix'],
  ['is refused for another reason', { hasCheckFailed: true }, 'Validation failed', 'none'],
  ['has no error any more', { isInError: false, verdict: { kind: 'ready' } }, 'Protection configured', 'none'],
  ['is being given roles', { phase: { step: 'assigning', done: 1, total: 2 } }, 'Assigning roles (1 of 2)…', 'none'],
  [
    'is being configured, whatever was known before',
    { phase: { step: 'configuring' }, isInError: false, hasCheckFailed: true },
    'Configuring protection…',
    'none',
  ],
])('when the server %s', (_, known, text, next) => {
  expect(fixView({ ...facts, ...known })).toMatchObject({ text, next });
});

it('says whom to ask for what when the person may not even check', () => {
  expect(fixView({ ...facts, hasCheckFailed: true, isForbidden: true }).detail).toMatch(/Backup Contributor/);
});
