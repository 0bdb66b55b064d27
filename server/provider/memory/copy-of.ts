/**
 * A copy of a document, which is JSON. The platform's own `structuredClone` takes ten times as long: it was most of what
 * years of simulated time cost.
 */
export function copyOf<T>(value: T): T {
  return copied(value) as T;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    // Assigned, this name would set the prototype.
    if (name === '__proto__') define(copy, name, copied((value as Record<string, unknown>)[name]));
    else copy[name] = copied((value as Record<string, unknown>)[name]);
  }
  return copy;
}

const define = (target: object, name: string, value: unknown): void =>
  void Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
