import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonExcess } from './json-bounds.ts';

const NO_BOUNDS = { depth: Infinity, values: Infinity };

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('the bounds of JSON', () => {
  it('find the depth of any value, however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const depth = depthOf(value);
        expect(jsonExcess(text, { ...NO_BOUNDS, depth })).toBeUndefined();
        if (depth > 0) expect(jsonExcess(text, { ...NO_BOUNDS, depth: depth - 1 })).toContain('levels deep');
      }),
    );
  });

  it('are not led astray by what stands in texts', () => {
    const text = JSON.stringify(['[[[{{{', '\\"[[[', '"', '\\\\', ',,,,,,:::::']);
    expect(jsonExcess(text, { depth: 1, values: 7 })).toBeUndefined();
  });

  it('count what there is', () => {
    expect(jsonExcess('[1,2,3]', { depth: 1, values: 4 })).toBeUndefined();
    expect(jsonExcess('[1,2,3,4,5]', { depth: 1, values: 4 })).toBe('It holds more than 4 values.');
    expect(jsonExcess('{"a":1,"b":2}', { depth: 1, values: 3 })).toContain('values');
  });

  it.each([
    '['.repeat(5_000_000),
    '{"a":'.repeat(1_000_000),
    `"${'\\'.repeat(5_000_000)}`,
    '"'.repeat(5_000_001),
    ','.repeat(5_000_000),
  ])('are found in five megabytes of anything at once', { timeout: 20_000 }, (text) => {
    jsonExcess(text, { depth: 100, values: Infinity });
    expect(jsonExcess(text, { depth: 1_000, values: 1_000 }) === undefined).toBe(text.startsWith('"'));
  });
});
