/** The subscriptions that the center covers. A fresh server has one, so this runs on the mocks alone. */
import { expect, test } from '../fixtures.ts';
import { CenterPage } from '../pages/CenterPage.ts';

test('the scope is in the address, holds on every page of the center, and can be left', async ({ page, world }) => {
  await world.open('/bcc/vaults');
  const center = new CenterPage(page);
  await expect(center.row('Vaults', 'bv-fabrikam-weu')).toBeVisible();

  await page.getByRole('button', { name: 'Change scope' }).click();
  const pane = center.dialog('Change scope');
  await pane.getByRole('checkbox', { name: 'Select Fabrikam' }).uncheck();
  await pane.getByRole('button', { name: 'Update' }).click();
  await expect(page).toHaveURL(/subscription=/);
  await expect(center.row('Vaults', 'bv-fabrikam-weu')).toHaveCount(0);
  await expect(center.row('Vaults', 'bv-contoso-weu')).toBeVisible();

  await center.goTo('Protection policies');
  await expect(page).toHaveURL(/subscription=/);
  await expect(center.table('Protection policies')).not.toContainText('bv-fabrikam-weu');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('Contoso / Azure');
});
