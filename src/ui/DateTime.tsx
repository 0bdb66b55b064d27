import { formatDateTime } from './format.ts';

/** A time as the person's clock has it, with UTC in the tooltip. A dash when there is none. */
export function DateTime({ value }: { value: string | null | undefined }) {
  const text = formatDateTime(value);
  if (text === undefined || !value) return <>–</>;
  return (
    <time dateTime={value} title={`${new Date(value).toISOString().replace('T', ' ').slice(0, 19)} UTC`}>
      {text}
    </time>
  );
}
