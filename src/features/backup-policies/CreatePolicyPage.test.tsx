import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { backupRule, retentionDuration, retentionRules, type BackupPolicy } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { runsBetween } from '#protocol/schedule.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { paths, policyIdOf } from '#paths';
import { DATA_GROUP, POLICY_ID, POLICY_NAME, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { createPolicy } from '#resources/backup-policies.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { emptyPolicyForm } from './policy-form.ts';
import { policyFrom } from './policy-from-form.ts';

const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));
const tab = (name: RegExp) => screen.getByRole('tab', { name });
const nameField = () => screen.findByRole('textbox', { name: /Policy name/ });
const fieldNamed = (name: RegExp) => screen.findByRole('combobox', { name });

async function choose({ user }: RenderedApp, field: RegExp, option: string) {
  await user.click(await fieldNamed(field));
  await user.click(await screen.findByRole('option', { name: option }));
}

/** Opens the pane, and fills in what is given; the rest stays as proposed. */
async function addRule(view: RenderedApp, duration?: { count: string; unit: string }) {
  await press(view, 'Add retention rule');
  const pane = await screen.findByRole('dialog', { name: 'Add retention' });
  if (duration) {
    const count = within(pane).getByRole('spinbutton', { name: /Retention duration/ });
    await view.user.clear(count);
    await view.user.type(count, duration.count);
    await choose(view, /Unit/, duration.unit);
  }
  await view.user.click(within(pane).getByRole('button', { name: 'Add' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
}

const stored = (name: string) =>
  arm.read<BackupPolicy>(policyIdOf(VAULT_ID, name), { apiVersion: API_VERSIONS.dataProtection });

const open = (step = 'basics', returnTo?: string, options = {}) =>
  renderApp(paths.createPolicy(VAULT_ID, step, returnTo), options);

describe('Create Backup Policy', () => {
  it('creates a policy of three weekdays and four rules, exactly as it was chosen', async () => {
    const view = await open();
    await view.user.type(await nameField(), 'three-days');
    await press(view, 'Next');
    await view.user.click(await fieldNamed(/Days of the week/));
    for (const day of ['Wednesday', 'Friday']) {
      await view.user.click(await screen.findByRole('menuitemcheckbox', { name: day }));
    }
    await view.user.keyboard('{Escape}');
    await choose(view, /^Time\b/, '11:30 PM');
    await view.user.type(await fieldNamed(/Timezone/), 'berlin');
    await view.user.click(await screen.findByRole('option', { name: '(UTC+01:00) Berlin, W. Europe Standard Time' }));
    expect(screen.getByText('Weekly on Sunday, Wednesday, Friday at 11:30 PM (W. Europe Standard Time)')).toBeVisible();
    await addRule(view, { count: '26', unit: 'Weeks' });
    await addRule(view);
    await addRule(view);
    expect(screen.getByRole('button', { name: 'Add retention rule' })).toHaveAccessibleDescription(
      'All retention rules are already defined.',
    );
    expect(screen.getByRole('row', { name: /First successful backup taken every month 36 months/ })).toBeVisible();
    expect(screen.getByText(/covered by the monthly rule .* than default ones/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Delete retention rule Default' })).not.toBeInTheDocument();

    await press(view, 'Next');
    expect(await screen.findByText('Validation passed')).toBeVisible();
    expect(screen.getByRole('row', { name: /every week 26 weeks 3/ })).toBeVisible();
    await press(view, 'Create');

    expect(await screen.findByRole('link', { name: 'three-days' })).toBeVisible();
    expect(view.address()).toBe(paths.vaultPolicies(VAULT_ID));
    expect((await screen.findAllByText("'three-days' is ready to be used."))[0]).toBeVisible();

    const { properties } = await stored('three-days');
    const schedule = backupRule(properties)?.trigger.schedule;
    expect(schedule?.timeZone).toBe('W. Europe Standard Time');
    expect(schedule?.repeatingTimeIntervals).toHaveLength(3);
    const now = Date.now();
    const runs = runsBetween(properties, new Date(now + 14 * DAY_MS), new Date(now + 21 * DAY_MS));
    const inBerlin = new Intl.DateTimeFormat('en-US', {
      timeZone: 'Europe/Berlin',
      weekday: 'long',
      hour: 'numeric',
      minute: '2-digit',
    });
    expect(runs.map((run) => inBerlin.format(run).replace(/\s/g, ' ')).sort()).toEqual([
      'Friday 11:30 PM',
      'Sunday 11:30 PM',
      'Wednesday 11:30 PM',
    ]);
    expect(retentionRules(properties).map((rule) => [rule.name, retentionDuration(rule)])).toEqual([
      ['Yearly', 'P10Y'],
      ['Monthly', 'P36M'],
      ['Weekly', 'P26W'],
      ['Default', 'P10Y'],
    ]);
  }, 40_000);

  it('begins with Basics when the address names no tab', async () => {
    const view = await renderApp(`${paths.vaultPolicies(VAULT_ID)}/create?returnTo=%2Fvaults`);
    expect(await nameField()).toBeVisible();
    expect(view.address()).toBe(paths.createPolicy(VAULT_ID, 'basics', '/vaults'));
  });

  it('says at once that a name is taken, in whatever case', async () => {
    const view = await open();
    await view.user.type(await nameField(), POLICY_NAME.toUpperCase());
    expect(await screen.findByText('A policy with this name already exists in the vault.')).toBeVisible();
    await press(view, 'Next');
    expect(await nameField()).toHaveFocus();
    expect(tab(/Basics/)).toHaveAccessibleName(/needs attention/);
  });

  it('does not overwrite a policy that came into being meanwhile', async () => {
    const view = await open();
    await view.user.type(await nameField(), 'raced');
    await view.user.click(tab(/Review/));
    expect(await screen.findByText('Validation passed')).toBeVisible();
    const theirs = policyFrom({ ...emptyPolicyForm, days: [2] }, new Date());
    await createPolicy(policyIdOf(VAULT_ID, 'raced'), theirs);

    await press(view, 'Create');
    expect(await nameField()).toHaveFocus();
    expect(screen.getByText('A policy with this name already exists in the vault.')).toBeVisible();
    expect((await stored('raced')).properties).toEqual(theirs);
  });

  it('names what is wrong on the last tab, with a way to it', async () => {
    const view = await open('review');
    expect(await screen.findByText(/Validation failed/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Create' })).toHaveAttribute('aria-disabled', 'true');
    await view.user.click(screen.getByRole('link', { name: 'Basics' }));
    await view.user.type(await nameField(), 'ab');
    await view.user.click(tab(/Schedule/));
    expect(tab(/Basics/)).toHaveAccessibleName(/needs attention/);
  });

  it('keeps a rule within its bounds, and lets one change and delete it', async () => {
    const view = await open('schedule');
    await press(view, 'Add retention rule');
    const pane = await screen.findByRole('dialog', { name: 'Add retention' });
    const count = within(pane).getByRole('spinbutton', { name: /Retention duration/ });
    await view.user.clear(count);
    await view.user.type(count, '11');
    expect(within(pane).getByText('Retention can be at most 10 years.')).toBeVisible();
    await view.user.click(within(pane).getByRole('button', { name: 'Add' }));
    expect(count).toHaveFocus();
    await view.user.clear(count);
    await view.user.type(count, '9');
    await view.user.click(within(pane).getByRole('button', { name: 'Add' }));
    expect(await screen.findByRole('row', { name: /every week 9 years/ })).toBeVisible();

    await press(view, /Edit retention rule Default/);
    const editing = await screen.findByRole('dialog', { name: 'Edit retention' });
    await view.user.clear(within(editing).getByRole('spinbutton'));
    await view.user.type(within(editing).getByRole('spinbutton'), '3');
    await view.user.click(within(editing).getByRole('button', { name: 'Apply' }));
    expect(await screen.findByRole('row', { name: /Default .*3 years/ })).toBeVisible();

    await press(view, /Delete retention rule .* every week/);
    expect(screen.queryByRole('row', { name: /every week/ })).not.toBeInTheDocument();
  });

  it('keeps the form over a reload, and goes back and forth by the address', async () => {
    let view = await open();
    await view.user.type(await nameField(), 'kept');
    await press(view, 'Next');
    await choose(view, /^Time\b/, '5:00 AM');
    view.unmount();

    view = await open('schedule', undefined, { mocks: view.mocks });
    expect(await fieldNamed(/^Time\b/)).toHaveTextContent('5:00 AM');
    await view.user.click(tab(/Basics/));
    expect(await nameField()).toHaveValue('kept');
    await view.router.navigate(-1);
    expect(await fieldNamed(/^Time\b/)).toBeVisible();
  });

  it('asks before a form is lost, and not while the person moves along its tabs', async () => {
    const view = await open();
    await view.user.type(await nameField(), 'lost');
    await view.user.click(tab(/Schedule/));
    await fieldNamed(/^Time\b/);
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    await press(view, 'Cancel');
    const question = await screen.findByRole('alertdialog', { name: 'Leave without creating the backup policy?' });
    await view.user.click(within(question).getByRole('button', { name: 'Leave' }));
    expect(await screen.findByRole('link', { name: POLICY_NAME })).toBeVisible();
    expect(sessionStorage.length).toBe(1);
  });

  it('shows why the service refused a person with read access only', async () => {
    const view = await open('basics', undefined, { as: 'reader' });
    await view.user.type(await nameField(), 'not-allowed');
    await view.user.click(tab(/Review/));
    await press(view, 'Create');
    expect(await screen.findByText('The backup policy could not be created')).toBeVisible();
    expect(screen.getByText(/AuthorizationFailed/)).toBeVisible();
  });

  it.each(['//evil.example/x', 'https://evil.example', '/\\evil.example'])('never returns to %s', async (elsewhere) => {
    const view = await open('basics', elsewhere);
    await nameField();
    await press(view, 'Cancel');
    await waitFor(() => expect(view.address()).toBe(paths.vaultPolicies(VAULT_ID)));
  });
});

describe('from the wizard', () => {
  const servers = ['pg-orders', 'pg-customers'].map((name) =>
    resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name),
  );

  it('one returns with the new policy selected and everything else as it was', async () => {
    const view = await renderApp(paths.configureBackup('datasources', { vault: VAULT_ID, policy: POLICY_ID, servers }));
    const instanceName = () => screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' });
    await view.user.clear(await instanceName());
    await view.user.type(await instanceName(), 'orders-long-term');
    await view.user.click(tab(/Backup policy/));
    expect(await fieldNamed(/Backup policy/)).toHaveValue(POLICY_NAME);
    await view.user.click(screen.getByRole('link', { name: 'Create new' }));
    await view.user.type(await nameField(), 'made-here');
    await view.user.click(tab(/Review/));
    await press(view, 'Create');

    expect(await screen.findByText('Selected policy details')).toBeVisible();
    expect(await fieldNamed(/Backup policy/)).toHaveValue('made-here');
    const query = new URLSearchParams(view.address().split('?')[1]);
    expect(query.get('policy')).toBe(policyIdOf(VAULT_ID, 'made-here'));
    expect(query.getAll('servers')).toEqual(servers);
    await view.user.click(tab(/Datasources/));
    expect(await instanceName()).toHaveValue('orders-long-term');
  });

  it('one who cancels returns to what was chosen before', async () => {
    const view = await renderApp(paths.configureBackup('policy', { vault: VAULT_ID, servers }));
    await choose(view, /Backup policy/, POLICY_NAME);
    const before = view.address();
    await view.user.click(screen.getByRole('link', { name: 'Create new' }));
    await nameField();
    await press(view, 'Cancel');
    expect(await fieldNamed(/Backup policy/)).toHaveValue(POLICY_NAME);
    expect(view.address()).toBe(before);
  });
});
