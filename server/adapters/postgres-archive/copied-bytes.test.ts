import { expect, test } from 'vitest';
import fc from 'fast-check';
import { copiedBytes } from './copied-bytes.ts';

const message = (kind: string, body: Uint8Array): Buffer => {
  const header = Buffer.alloc(5);
  header.write(kind, 0, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
};

const messages = fc.array(fc.tuple(fc.constantFrom('d', 'd', 'N', 'C', 'Z'), fc.uint8Array({ maxLength: 40 })), {
  maxLength: 30,
});

test('rows go one way and everything else the other, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 64 }), (sent, size) => {
      const stream = Buffer.concat(sent.map(([kind, body]) => message(kind, body)));
      const taken: Buffer[] = [];
      const passed: Buffer[] = [];
      const filter = copiedBytes({
        take: (view, from, to) => {
          taken.push(Buffer.from(Buffer.from(view.buffer, view.byteOffset + from, to - from)));
        },
        pass: (bytes) => passed.push(bytes),
      });
      for (let at = 0; at < stream.length; at += size) filter(stream.subarray(at, at + size));

      expect(Buffer.concat(taken)).toEqual(
        Buffer.concat(sent.filter(([kind]) => kind === 'd').map(([, body]) => body)),
      );
      expect(Buffer.concat(passed)).toEqual(
        Buffer.concat(sent.filter(([kind]) => kind !== 'd').map(([kind, body]) => message(kind, body))),
      );
    }),
  );
});

test('an invalid length consumes nothing that follows', () => {
  const taken: number[] = [];
  const passed: Buffer[] = [];
  const filter = copiedBytes({ take: (_, from, to) => taken.push(to - from), pass: (bytes) => passed.push(bytes) });
  filter(Buffer.from([0x64, 0, 0, 0, 0, ...message('Z', Buffer.from('I'))]));
  expect(taken).toEqual([]);
  expect(Buffer.concat(passed)).toEqual(message('Z', Buffer.from('I')));
});
