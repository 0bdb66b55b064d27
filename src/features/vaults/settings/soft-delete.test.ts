import { describe, expect, it } from 'vitest';
import {
  changeSoftDelete,
  softDeleteByDefault,
  softDeleteChoiceOf,
  softDeleteProblems,
  softDeleteSettingsOf,
} from './soft-delete.ts';

const forEver = { isOn: true, days: '90', isAlwaysOn: true, isConfirmed: true };

describe('soft delete', () => {
  it.each([
    ['Off', { isOn: false, isAlwaysOn: false }],
    ['on', { isOn: true, isAlwaysOn: false }],
    ['ALWAYSON', { isOn: true, isAlwaysOn: true }],
  ])('%s of a vault is understood, in whatever case', (state, choice) => {
    expect(softDeleteChoiceOf({ state, retentionDurationInDays: 30.0 })).toMatchObject({ ...choice, days: '30' });
  });

  it.each(['13', '181', '', '14.5', '-20', '1e2', ' 14'])('does not take %j days', (days) => {
    expect(softDeleteProblems({ ...softDeleteByDefault, days })).toEqual({
      days: 'Enter a number between 14 and 180.',
    });
  });

  it.each(['14', '180'])('takes %s days', (days) => {
    expect(softDeleteProblems({ ...softDeleteByDefault, days })).toEqual({});
  });

  it('needs no days when it is off, and keeps the previous ones', () => {
    const off = { ...softDeleteByDefault, isOn: false, days: '' };
    expect(softDeleteProblems(off)).toEqual({});
    expect(softDeleteSettingsOf(off, 90)).toEqual({ state: 'Off', retentionDurationInDays: 90 });
  });

  it('is not always on before that is confirmed', () => {
    expect(softDeleteProblems({ ...forEver, isConfirmed: false })).toHaveProperty('alwaysOn');
    expect(softDeleteProblems(forEver)).toEqual({});
    expect(softDeleteSettingsOf(forEver)).toEqual({ state: 'AlwaysOn', retentionDurationInDays: 90 });
  });

  it('that is turned off is not always on either, and forgets the confirmation', () => {
    expect(changeSoftDelete(forEver, { isOn: false })).toMatchObject({ isAlwaysOn: false, isConfirmed: false });
    const again = changeSoftDelete(changeSoftDelete(forEver, { isAlwaysOn: false }), { isAlwaysOn: true });
    expect(again.isConfirmed).toBe(false);
  });
});
