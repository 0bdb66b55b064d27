/** A backup policy that is created on the way through the wizard, and used at once. */
import { expect, test } from './fixtures.ts';
import { SERVER_NAME, VAULT_ID, VAULT_NAME } from './ids.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';
import { CreatePolicyPage } from './pages/CreatePolicyPage.ts';

interface Policy {
  properties: { policyRules: { name: string; lifecycles?: { deleteAfter: { duration: string } }[] }[] };
}

test('a policy with three weekdays and four rules is created on the go and protects a server', async ({
  page,
  world,
}) => {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseVault(VAULT_NAME);
  await wizard.next().click();

  const creation = await test.step('Create new', async () => {
    await page.getByRole('main').getByText('Create new').click();
    return new CreatePolicyPage(page);
  });

  await expect(creation.heading()).toBeVisible();
  await creation.name().fill('weekly-standard');
  await expect(page.getByText('A policy with this name already exists in the vault.')).toBeVisible();
  await creation.name().fill('three-days');
  await creation.next().click();

  await creation.chooseDays('Monday', 'Thursday');
  await creation.addRule('First successful backup taken every week', { count: 26, unit: 'Weeks' });
  await creation.addRule('First successful backup taken every month', { count: 36, unit: 'Months' });
  await creation.addRule('First successful backup taken every year', { count: 10, unit: 'Years' });
  await expect(creation.rules().getByRole('row')).toHaveCount(5);
  await creation.next().click();
  await creation.create().click();

  await test.step('it is selected on return', async () => {
    await expect(page).toHaveURL(/\/configure-backup\/policy/);
    await expect(wizard.policy()).toHaveValue('three-days');
    await expect(page.getByText(/Weekly on Sunday, Monday, Thursday at 2:00 AM/)).toBeVisible();
  });

  await test.step('what the service holds', async () => {
    const { body } = await world.arm<Policy>({
      method: 'GET',
      path: `${VAULT_ID}/backupPolicies/three-days?api-version=2025-07-01`,
    });
    const durations = body.properties.policyRules.flatMap(({ name, lifecycles = [] }) =>
      lifecycles.map(({ deleteAfter }) => [name, deleteAfter.duration]),
    );
    expect(Object.fromEntries(durations)).toEqual({ Default: 'P10Y', Weekly: 'P26W', Monthly: 'P36M', Yearly: 'P10Y' });
  });

  await wizard.next().click();
  await wizard.addServers(SERVER_NAME);
  await expect(wizard.datasource(SERVER_NAME)).toContainText('Role assignment not done');
  await wizard.assignMissingRoles(SERVER_NAME);
  await expect(wizard.datasource(SERVER_NAME)).toContainText('Success');
  await wizard.next().click();
  await expect(page.getByText('Validation passed')).toBeVisible();
  await wizard.configure().click();
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: SERVER_NAME });
  await expect(row).toContainText('Protection configured');
  await expect(row).toContainText('three-days');
});
