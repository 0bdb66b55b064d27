/** The order for the process that writes a part, in transit. */
import type { StorePlace } from './stores/object-store.ts';
import type { PartOrder } from './write-part.ts';

/** The part, and the store that it goes into. */
export interface PartWriterOrder extends PartOrder {
  place: StorePlace;
}

/** Where the process reads its order: keys are in it, which arguments and environment would show to others. */
export const ORDER_DESCRIPTOR = 3;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

export function orderLine({ age, ...order }: PartWriterOrder): string {
  return JSON.stringify({
    ...order,
    ...(age && { age: { header: base64(age.header), fileKey: base64(age.fileKey) } }),
  });
}

/** The order that the process was given. */
export function readOrder(line: string): PartWriterOrder {
  const { age, ...order } = JSON.parse(line) as Omit<PartWriterOrder, 'age'> & {
    age?: { header: string; fileKey: string };
  };
  return { ...order, ...(age && { age: { header: fromBase64(age.header), fileKey: fromBase64(age.fileKey) } }) };
}
