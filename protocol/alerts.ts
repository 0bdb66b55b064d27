/** The alerts that exist, how severe each one is and what it is about (docs/reference/screens.md#alerts). */

export type Severity = 'Sev 0' | 'Sev 1';
export type AlertCategory = 'Security' | 'Data integrity' | 'Job failure' | 'Operation';

interface AlertKind {
  severity: Severity;
  category: AlertCategory;
}

export const ALERTS = {
  'Delete Backup Data': { severity: 'Sev 0', category: 'Security' },
  'Damaged Restore Point': { severity: 'Sev 0', category: 'Data integrity' },
  'Backup Failure': { severity: 'Sev 1', category: 'Job failure' },
  'Restore Failure': { severity: 'Sev 1', category: 'Job failure' },
  'Proof Failure': { severity: 'Sev 1', category: 'Job failure' },
  // The page shows these where they occur. As alerts they are only sent (decision 39).
  'Protection Failure': { severity: 'Sev 1', category: 'Operation' },
  'Copy Late': { severity: 'Sev 1', category: 'Operation' },
  'Schedule Late': { severity: 'Sev 1', category: 'Operation' },
  'Vault Storage Failure': { severity: 'Sev 0', category: 'Operation' },
  'Clock Jump': { severity: 'Sev 0', category: 'Operation' },
} as const satisfies Record<string, AlertKind>;

export type AlertName = keyof typeof ALERTS;

export const ALERT_NAMES = Object.keys(ALERTS) as [AlertName, ...AlertName[]];
