import type { Page } from '@playwright/test';

/** Access control (IAM) of a vault. */
export class AccessControlPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly command = (name: string) => this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  readonly rows = () => this.page.getByRole('table', { name: 'Role assignments' }).getByRole('row');
  readonly addPane = () => this.page.getByRole('dialog', { name: 'Add role assignment' });
  readonly checkPane = () => this.page.getByRole('dialog', { name: 'Check access' });
  readonly question = () => this.page.getByRole('alertdialog', { name: 'Remove role assignments' });

  async add(role: string, objectId: string): Promise<void> {
    await this.command('Add role assignment').click();
    await this.addPane().getByRole('combobox', { name: 'Role' }).click();
    await this.page.getByRole('option', { name: role, exact: true }).click();
    await this.addPane().getByRole('textbox', { name: 'Object ID' }).fill(objectId);
    await this.addPane().getByRole('button', { name: 'Add', exact: true }).click();
  }
}
