/** How many backup instances of a vault are fine, in progress, and in trouble. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import { protectionStatusView } from '#ui/text/protection-status.ts';

/** Counts by the words that the list shows and filters by; the usual three also when there are none. */
export function countByProtection(instances: readonly BackupInstance[]): Map<string, number> {
  const counts = new Map(
    ['ProtectionConfigured', 'ConfiguringProtection', 'ProtectionError'].map((state) => [
      protectionStatusView(state).text,
      0,
    ]),
  );
  for (const { properties } of instances) {
    const { text } = protectionStatusView(properties.currentProtectionState);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}
