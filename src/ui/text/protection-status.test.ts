import { expect, it } from 'vitest';
import { protectionStatusView } from './protection-status.ts';

it.each([
  ['ConfiguringProtection', 'running', 'Configuring protection'],
  ['ProtectionConfigured', 'success', 'Protection configured'],
  ['protectionconfigured', 'success', 'Protection configured'],
  ['ConfiguringProtectionFailed', 'error', 'Protection error'],
  ['ProtectionError', 'error', 'Protection error'],
  ['BackupsSuspended', 'neutral', 'Protection stopped'],
  ['BackupSchedulesSuspended', 'neutral', 'Protection stopped'],
  ['RetentionSchedulesSuspended', 'neutral', 'Protection stopped, retain forever'],
  ['SoftDeleted', 'neutral', 'Soft deleted'],
  ['SomethingNew', 'neutral', 'SomethingNew'],
])('shows %s as %s: %s', (state, kind, text) => {
  expect(protectionStatusView(state)).toEqual({ kind, text });
});
