import type { Page } from '@playwright/test';

/** Create Backup Policy: its three tabs and the pane of a retention rule. */
export class CreatePolicyPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly heading = () => this.page.getByRole('heading', { level: 1, name: 'Create Backup Policy' });
  readonly name = () => this.page.getByRole('textbox', { name: 'Policy name' });
  readonly next = () => this.page.getByRole('button', { name: 'Next' });
  readonly create = () => this.page.getByRole('button', { name: 'Create', exact: true });
  readonly rules = () => this.page.getByRole('table', { name: 'Retention rules' });

  async chooseDays(...days: string[]): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Days of the week' }).click();
    for (const day of days) await this.page.getByRole('menuitemcheckbox', { name: day }).click();
    await this.page.keyboard.press('Escape');
  }

  async addRule(kind: string, duration: { count: number; unit: string }): Promise<void> {
    await this.page.getByRole('button', { name: 'Add retention rule' }).click();
    const pane = this.page.getByRole('dialog', { name: 'Add retention' });
    await pane.getByRole('combobox', { name: 'Backups to retain' }).click();
    await this.page.getByRole('option', { name: kind }).click();
    await pane.getByRole('spinbutton', { name: 'Retention duration' }).fill(String(duration.count));
    await pane.getByRole('combobox', { name: 'Unit of the retention duration' }).click();
    await this.page.getByRole('option', { name: duration.unit }).click();
    await pane.getByRole('button', { name: 'Add', exact: true }).click();
  }
}
