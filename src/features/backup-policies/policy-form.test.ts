import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupRule, retentionDuration, retentionRules } from '#protocol/policy.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { wallTime } from '#protocol/time-zones.ts';
import { ianaZone, IANA_ZONES } from '#protocol/windows-zones.ts';
import { checkPolicy } from '#provider/domain/policy-rules.ts';
import { createPolicyWizard, keptPolicyForm } from './create-policy-wizard.ts';
import {
  emptyPolicyForm,
  proposedRule,
  reducePolicyForm,
  unusedKinds,
  type PolicyForm,
  type PolicyFormEvent,
  type RuleForm,
} from './policy-form.ts';
import { policyFrom } from './policy-from-form.ts';
import { DURATION_BOUNDS, durationProblem, shorterRuleWarnings } from './policy-problems.ts';

const isPolicyForm = (stored: unknown) => keptPolicyForm.safeParse(stored).success;
const policyProblems = (form: PolicyForm, takenName: string | undefined) =>
  createPolicyWizard.problems(form, { takenName });

const after = (...events: PolicyFormEvent[]): PolicyForm => events.reduce(reducePolicyForm, emptyPolicyForm);

describe('the form', () => {
  it('opens weekly on Sunday at 2:00 AM UTC, with everything kept for 10 years', () => {
    expect(emptyPolicyForm).toMatchObject({ name: '', days: [0], time: '02:00', zone: 'UTC' });
    expect(emptyPolicyForm.rules).toEqual([{ kind: 'Default', count: 10, unit: 'Years' }]);
  });

  it('keeps days in the order of the week, each once', () => {
    expect(after({ type: 'daysChosen', days: [5, 0, 3, 0] }).days).toEqual([0, 3, 5]);
  });

  it('keeps rules in the order in which they are tried, one of each kind', () => {
    const weekly: RuleForm = { kind: 'Weekly', count: 26, unit: 'Weeks' };
    const form = after(
      { type: 'ruleKept', rule: proposedRule('Weekly') },
      { type: 'ruleKept', rule: proposedRule('Yearly') },
      { type: 'ruleKept', rule: weekly },
    );
    expect(form.rules).toEqual([proposedRule('Yearly'), weekly, proposedRule('Default')]);
    expect(unusedKinds(form)).toEqual(['Monthly']);
  });

  it('offers the weekly rule first', () => {
    expect(unusedKinds(emptyPolicyForm)).toEqual(['Weekly', 'Monthly', 'Yearly']);
  });

  it('deletes every rule but Default', () => {
    const full = after({ type: 'ruleKept', rule: proposedRule('Monthly') });
    const emptied = (['Monthly', 'Default'] as const).reduce(
      (form, kind) => reducePolicyForm(form, { type: 'ruleDeleted', kind }),
      full,
    );
    expect(emptied.rules).toEqual([proposedRule('Default')]);
  });

  it.each<[string, PolicyFormEvent, boolean]>([
    ['a name', { type: 'named', name: 'x' }, true],
    ['a rule', { type: 'ruleKept', rule: proposedRule('Weekly') }, true],
    ['looking at a step', { type: 'stepsChecked', steps: ['basics'] }, false],
  ])('%s makes something to lose: %s', (_, event, touched) => {
    expect(after(event).touched).toBe(touched);
  });

  it.each<[string, unknown, boolean]>([
    ['itself', after({ type: 'ruleKept', rule: proposedRule('Weekly') }), true],
    ['nothing', null, false],
    ['a day that no week has', { ...emptyPolicyForm, days: [7] }, false],
    ['a time that no clock shows', { ...emptyPolicyForm, time: '24:00' }, false],
    ['a zone that the service does not take', { ...emptyPolicyForm, zone: 'Europe/Atlantis' }, false],
    ['no default rule', { ...emptyPolicyForm, rules: [proposedRule('Weekly')] }, false],
    ['a rule twice', { ...emptyPolicyForm, rules: [proposedRule('Default'), proposedRule('Default')] }, false],
  ])('knows %s from the tab storage as a form: %s', (_, stored, expected) => {
    expect(isPolicyForm(JSON.parse(JSON.stringify(stored)))).toBe(expected);
  });
});

describe('problems', () => {
  const full: PolicyForm = { ...emptyPolicyForm, name: 'weekly-26w' };

  it.each<[string, Partial<PolicyForm>, string[]]>([
    ['a full form', {}, []],
    ['no name', { name: '' }, ['Enter a name for the backup policy.']],
    [
      'a name of two letters',
      { name: 'ab' },
      ['The name must be 3 - 150 characters long and contain only letters, numbers and hyphens.'],
    ],
    ['no day', { days: [] }, ['Select at least one day.']],
    ['no time', { time: '' }, ['Select a time.']],
    ['neither', { days: [], time: '' }, ['Select at least one day.', 'Select a time.']],
  ])('of %s', (_, change, messages) => {
    expect(policyProblems({ ...full, ...change }, undefined).map(({ message }) => message)).toEqual(messages);
  });

  it('of a taken name are shown at the name, after those of the name itself', () => {
    expect(policyProblems(full, 'taken')).toEqual([{ step: 'basics', field: 'name', message: 'taken' }]);
    expect(policyProblems({ ...full, name: 'a' }, 'taken')[0]?.message).not.toBe('taken');
  });
});

describe('a duration', () => {
  const tooShort = 'Retention must be at least 7 days.';
  const tooLong = 'Retention can be at most 10 years.';
  const noNumber = 'Enter a whole number.';

  it.each([
    ['6', 'Days', tooShort],
    ['7', 'Days', undefined],
    ['3650', 'Days', undefined],
    ['3651', 'Days', tooLong],
    ['0', 'Weeks', tooShort],
    ['1', 'Weeks', undefined],
    ['521', 'Weeks', undefined],
    ['522', 'Weeks', tooLong],
    ['0', 'Months', tooShort],
    ['120', 'Months', undefined],
    ['121', 'Months', tooLong],
    ['0', 'Years', tooShort],
    ['10', 'Years', undefined],
    ['11', 'Years', tooLong],
    ['-3', 'Years', tooShort],
    ['', 'Years', noNumber],
    ['1.5', 'Years', noNumber],
    ['ten', 'Years', noNumber],
  ] as const)('of %j %s', (typed, unit, message) => {
    expect(durationProblem(typed, unit)).toBe(message);
  });
});

describe('the warning about a shorter rule of higher priority', () => {
  const rule = (kind: RuleForm['kind'], count: number, unit: RuleForm['unit']): RuleForm => ({ kind, count, unit });

  it.each<[string, RuleForm[], string[]]>([
    ['nothing to compare', [rule('Default', 7, 'Days')], []],
    [
      'monthly below weekly',
      [rule('Monthly', 3, 'Months'), rule('Weekly', 26, 'Weeks'), rule('Default', 7, 'Days')],
      [
        'Recovery points covered by the monthly rule will be kept for a shorter time than weekly ones, because monthly has priority.',
      ],
    ],
    [
      'monthly below weekly and default',
      [rule('Monthly', 36, 'Months'), rule('Weekly', 10, 'Years'), rule('Default', 10, 'Years')],
      [
        'Recovery points covered by the monthly rule will be kept for a shorter time than weekly and default ones, because monthly has priority.',
      ],
    ],
    ['the same length in other units', [rule('Yearly', 10, 'Years'), rule('Default', 120, 'Months')], []],
  ])('%s', (_, rules, warnings) => {
    expect(shorterRuleWarnings(rules)).toEqual(warnings);
  });
});

describe('the policy on the wire', () => {
  // A Friday.
  const now = new Date('2026-01-30T12:00:00Z');

  it('is what goes over the wire, letter for letter', () => {
    const form = after(
      { type: 'daysChosen', days: [0, 3, 5] },
      { type: 'timeChosen', time: '22:00' },
      { type: 'ruleKept', rule: proposedRule('Yearly') },
      { type: 'ruleKept', rule: proposedRule('Monthly') },
      { type: 'ruleKept', rule: { kind: 'Weekly', count: 26, unit: 'Weeks' } },
      { type: 'ruleKept', rule: { kind: 'Default', count: 7, unit: 'Days' } },
    );
    const vaultStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' };
    const tag = (tagName: string, taggingPriority: number, first: string) => ({
      isDefault: false,
      taggingPriority,
      tagInfo: { tagName, id: `${tagName}_` },
      criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: [first] }],
    });
    const retention = (name: string, duration: string) => ({
      objectType: 'AzureRetentionRule',
      name,
      isDefault: name === 'Default',
      lifecycles: [
        {
          sourceDataStore: vaultStore,
          deleteAfter: { objectType: 'AbsoluteDeleteOption', duration },
          targetDataStoreCopySettings: [],
        },
      ],
    });
    expect(policyFrom(form, now)).toEqual({
      objectType: 'BackupPolicy',
      datasourceTypes: ['Microsoft.DBforPostgreSQL/flexibleServers'],
      policyRules: [
        {
          objectType: 'AzureBackupRule',
          name: 'BackupWeekly',
          backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
          dataStore: vaultStore,
          trigger: {
            objectType: 'ScheduleBasedTriggerContext',
            schedule: {
              repeatingTimeIntervals: [
                'R/2026-02-01T22:00:00+00:00/P1W',
                'R/2026-02-04T22:00:00+00:00/P1W',
                'R/2026-01-30T22:00:00+00:00/P1W',
              ],
              timeZone: 'UTC',
            },
            taggingCriteria: [
              tag('Yearly', 10, 'FirstOfYear'),
              tag('Monthly', 15, 'FirstOfMonth'),
              tag('Weekly', 20, 'FirstOfWeek'),
              { isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default', id: 'Default_' } },
            ],
          },
        },
        retention('Yearly', 'P10Y'),
        retention('Monthly', 'P36M'),
        retention('Weekly', 'P26W'),
        retention('Default', 'P7D'),
      ],
    });
  });

  it.each([
    // Today's run is over.
    [{ days: [5], time: '11:30' }, 'UTC', '2026-01-30T12:00:00Z', 'R/2026-02-06T11:30:00+00:00/P1W', 'UTC'],
    // It is Saturday there already.
    [
      { days: [6], time: '02:00' },
      'Pacific/Auckland',
      '2026-01-30T12:00:00Z',
      'R/2026-01-31T02:00:00+13:00/P1W',
      'New Zealand Standard Time',
    ],
    // The date's own offset counts, not today's.
    [
      { days: [0], time: '04:00' },
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      'R/2026-03-29T04:00:00+02:00/P1W',
      'W. Europe Standard Time',
    ],
    // On 29 March the clocks go from 2:00 to 3:00.
    [
      { days: [0], time: '02:30' },
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      'R/2026-04-05T02:30:00+02:00/P1W',
      'W. Europe Standard Time',
    ],
    [
      { days: [1], time: '00:00' },
      'Asia/Calcutta',
      '2026-01-30T12:00:00Z',
      'R/2026-02-02T00:00:00+05:30/P1W',
      'India Standard Time',
    ],
  ])('begins %j in %s after %s with %s', (choice, zone, at, interval, timeZone) => {
    const policy = policyFrom({ ...emptyPolicyForm, ...choice, zone }, new Date(at));
    expect(backupRule(policy)?.trigger.schedule).toEqual({ repeatingTimeIntervals: [interval], timeZone });
  });

  const two = (n: number) => String(n).padStart(2, '0');
  const ruleOf = (kind: RuleForm['kind']) =>
    fc
      .constantFrom('Days', 'Weeks', 'Months', 'Years')
      .chain((unit) => fc.integer(DURATION_BOUNDS[unit]).map((count): RuleForm => ({ kind, count, unit })));
  const forms = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      time: fc.integer({ min: 0, max: 47 }).map((half) => `${two(Math.floor(half / 2))}:${two((half % 2) * 30)}`),
      zone: fc.constantFrom(...Object.values(IANA_ZONES)),
      rules: fc.tuple(
        ruleOf('Default'),
        fc.option(ruleOf('Weekly'), { nil: undefined }),
        fc.option(ruleOf('Monthly'), { nil: undefined }),
        fc.option(ruleOf('Yearly'), { nil: undefined }),
      ),
    })
    .map(({ days, time, zone, rules }) =>
      after(
        { type: 'daysChosen', days },
        { type: 'timeChosen', time },
        { type: 'zoneChosen', zone },
        ...rules.flatMap((rule) => (rule ? [{ type: 'ruleKept', rule } as const] : [])),
      ),
    );
  const moments = fc.date({ min: new Date('2024-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

  it('is one that the provider takes', () => {
    fc.assert(
      fc.property(forms, moments, (form, at) => {
        expect(() => checkPolicy(policyFrom(form, at))).not.toThrow();
      }),
    );
  });

  it('reads back to the same weekdays, time, zone and rules, and begins within the next two weeks', () => {
    fc.assert(
      fc.property(forms, moments, (form, at) => {
        const policy = policyFrom(form, at);
        const schedule = backupRule(policy)?.trigger.schedule;
        const zone = ianaZone(schedule?.timeZone ?? '') ?? '';
        const starts = schedule?.repeatingTimeIntervals.map((text) => new Date(text.split('/')[1] ?? '')) ?? [];
        const walls = starts.map((start) => wallTime(start, zone));
        expect(zone).toBe(form.zone);
        expect(walls.map(({ year, month, day }) => new Date(Date.UTC(year, month - 1, day)).getUTCDay())).toEqual(
          form.days,
        );
        expect(walls.map(({ hour, minute }) => `${two(hour)}:${two(minute)}`)).toEqual(form.days.map(() => form.time));
        for (const start of starts) {
          expect(start.getTime()).toBeGreaterThanOrEqual(at.getTime());
          expect(start.getTime() - at.getTime()).toBeLessThan(15 * DAY_MS);
        }
        expect(retentionRules(policy).map((rule) => [rule.name, retentionDuration(rule)])).toEqual(
          form.rules.map(({ kind, count, unit }) => [kind, `P${count}${unit[0] ?? ''}`]),
        );
      }),
    );
  });
});
