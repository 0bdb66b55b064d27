/** What an alert says, and which destinations it is sent to. Pure. */
import { ALERTS, type AlertName, type Severity } from '#protocol/alerts.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';

export interface RaisedAlert {
  /** The same occurrence has the same id. */
  id: string;
  name: AlertName;
  severity: Severity;
  /** ISO 8601. */
  time: string;
  /** Of the server that it is about; absent for what concerns the whole installation. */
  item?: string;
  instanceId?: ResourceId;
  vaultId?: ResourceId;
  jobId?: string;
  /** What happened, and why. */
  message: string;
  recommendedAction: string[];
}

/** Which alerts a destination gets. */
export interface AlertRule {
  /** All when absent. */
  alerts?: readonly AlertName[] | undefined;
  /** `Sev 1` includes `Sev 0`. */
  minimalSeverity: Severity;
  /** Subscriptions, resource groups or vaults; everything when absent. What concerns the installation is always sent. */
  scopes?: readonly string[] | undefined;
}

export const alert = (facts: Omit<RaisedAlert, 'severity'>): RaisedAlert => ({
  ...facts,
  severity: ALERTS[facts.name].severity,
});

/** Whether the rule includes the alert. */
export function isSentTo(
  { alerts, minimalSeverity, scopes }: AlertRule,
  { name, severity, vaultId }: RaisedAlert,
): boolean {
  if (alerts && !alerts.includes(name)) return false;
  if (severity > minimalSeverity) return false;
  return scopes === undefined || vaultId === undefined || scopes.some((scope) => isBelow(vaultId, scope));
}

const isBelow = (id: ResourceId, scope: string): boolean =>
  `${idKey(id)}/`.startsWith(`${idKey(scope).replace(/\/$/, '')}/`);
