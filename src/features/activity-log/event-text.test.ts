import { expect, it } from 'vitest';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { errorOf, operationText, statusView } from './event-text.ts';

const event = (more: object): ActivityLogEvent => more as ActivityLogEvent;

it.each<[string, string | undefined, unknown]>([
  ['nothing', undefined, undefined],
  [
    'an error body',
    '{"error":{"code":"ScopeLocked","message":"Locked."}}',
    { code: 'ScopeLocked', message: 'Locked.' },
  ],
  ['an error alone', '{"code":"ScopeLocked","message":"Locked."}', { code: 'ScopeLocked', message: 'Locked.' }],
  ['plain words', 'It went wrong.', { code: undefined, message: 'It went wrong.' }],
  ['JSON without a message', '{"a":1}', { code: undefined, message: '{"a":1}' }],
  ['null', 'null', { code: undefined, message: 'null' }],
])('reads why something failed from %s', (_, statusMessage, error) => {
  expect(errorOf(event({ properties: statusMessage === undefined ? {} : { statusMessage } }))).toEqual(error);
});

it('calls an operation by its words, and by its action when there are none', () => {
  expect(operationText(event({ operationName: { value: 'a/write', localizedValue: 'Write a' } }))).toBe('Write a');
  expect(operationText(event({ operationName: { value: 'a/write', localizedValue: '' } }))).toBe('a/write');
});

it('shows a status of tomorrow as it came', () => {
  expect(statusView(event({ status: { value: 'Paused', localizedValue: '' } }))).toEqual({
    kind: 'neutral',
    text: 'Paused',
  });
});
