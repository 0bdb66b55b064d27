import type { Page } from '@playwright/test';

/** Create Backup Vault: its four tabs. */
export class CreateVaultPage {
  static readonly path = '/vaults/create/basics';
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly heading = () => this.page.getByRole('heading', { level: 1, name: 'Create Backup Vault' });
  readonly name = () => this.page.getByRole('textbox', { name: 'Backup vault name' });
  readonly next = () => this.page.getByRole('button', { name: 'Next' });
  readonly create = () => this.page.getByRole('button', { name: 'Create', exact: true });
  readonly softDeleteDays = () => this.page.getByRole('spinbutton', { name: 'Soft delete retention period (days)' });
  readonly summary = () => this.page.getByRole('tabpanel');

  async choose(field: string, option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: field }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  async newGroup(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Create new' }).click();
    await this.page.getByRole('textbox', { name: 'Resource group' }).fill(name);
  }

  async addTag(name: string, value: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add tag' }).click();
    const row = this.page.getByRole('list', { name: 'Tags' }).getByRole('listitem').last();
    await row.getByRole('textbox', { name: /^Name/ }).fill(name);
    await row.getByRole('textbox', { name: /^Value/ }).fill(value);
  }
}
