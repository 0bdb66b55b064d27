import { useQuery } from '@tanstack/react-query';
import type { ResourceId } from '#protocol/resource-id.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { DateTime } from '#ui/text/DateTime.tsx';

// The list of instances does not have it, so each row reads its own; a row is read again only after a while.
export const LATEST_FRESH_MS = 30_000;

/** When the newest recovery point of the instance was made. */
export function LatestRecoveryPoint({ instanceId }: { instanceId: ResourceId }) {
  const { data, isError } = useQuery({ ...recoveryPoints.list(instanceId), staleTime: LATEST_FRESH_MS });
  if (isError) return <>Not known</>;
  if (!data) return null;
  const times = data
    .map(({ properties }) => properties.recoveryPointTime)
    .sort((one, other) => Date.parse(other) - Date.parse(one));
  return <DateTime value={times[0]} />;
}
