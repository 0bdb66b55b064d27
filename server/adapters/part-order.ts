/** The order for the process that writes a part, in transit. */
import type { PartOrder } from './write-part.ts';

/** Where the process reads its order: a key is in it, which arguments and environment would show to others. */
export const ORDER_DESCRIPTOR = 3;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

export function orderLine({ age, ...order }: PartOrder): string {
  return JSON.stringify({
    ...order,
    ...(age && { age: { header: base64(age.header), fileKey: base64(age.fileKey) } }),
  });
}

/** The order that the process was given. */
export function readOrder(line: string): PartOrder {
  const { age, ...order } = JSON.parse(line) as Omit<PartOrder, 'age'> & { age?: { header: string; fileKey: string } };
  return { ...order, ...(age && { age: { header: fromBase64(age.header), fileKey: fromBase64(age.fileKey) } }) };
}
