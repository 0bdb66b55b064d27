import { formatDateTime, formatOtherZone } from './format.ts';
import { useTimeZone } from './time-zone.ts';

/** A time in the time zone that the person chose, with the other one in the tooltip. A dash when there is none. */
export function DateTime({ value }: { value: string | null | undefined }) {
  const zone = useTimeZone();
  const text = formatDateTime(value, zone);
  if (text === undefined || !value) return <>–</>;
  return (
    <time dateTime={value} title={formatOtherZone(value, zone)}>
      {text}
    </time>
  );
}
