/** The copies of a restore point in words: our extension (decision 44). Pure. */
import type { PointCopy, RecoveryPoint } from '#protocol/data-protection.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

export interface CopyView {
  kind: StatusKind;
  text: string;
}

const VIEWS: Readonly<Record<string, CopyView>> = {
  stored: { kind: 'success', text: 'Stored' },
  waiting: { kind: 'info', text: 'Waiting to be copied' },
  failed: { kind: 'warning', text: 'Not copied yet' },
  damaged: { kind: 'error', text: 'Damaged, is made anew' },
};

/** A state that the service added later is shown as it is. */
export const copyView = ({ state }: PointCopy): CopyView =>
  VIEWS[state.toLowerCase()] ?? { kind: 'neutral', text: state };

/** Of all copies of a point; undefined where it has one copy and nothing is known of it apart. */
export function copiesView({ properties: { copies } }: RecoveryPoint): CopyView | undefined {
  if (!copies) return undefined;
  const missing = copies.filter(({ state }) => state.toLowerCase() !== 'stored');
  const [first] = missing;
  if (!first) return { kind: 'success', text: `In ${copies.map(({ storage }) => storage).join(' and ')}` };
  if (missing.length === copies.length) return { kind: 'error', text: 'No good copy' };
  return { ...copyView(first), text: `${first.storage}: ${copyView(first).text.toLowerCase()}` };
}
