import type { Page } from '@playwright/test';
import { ConfigureBackupPage } from './ConfigureBackupPage.ts';

/** Business Continuity Center > Overview, and its pane Configure protection. */
export class BusinessContinuityPage {
  static readonly path = '/bcc/overview';
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly pane = () => this.page.getByRole('dialog', { name: 'Configure protection' });

  async openConfigureProtection(): Promise<void> {
    await this.page.getByRole('toolbar').getByRole('button', { name: 'Configure protection' }).click();
  }

  async configureProtection(): Promise<ConfigureBackupPage> {
    await this.openConfigureProtection();
    await this.pane().getByRole('combobox', { name: 'Datasource type' }).click();
    await this.page.getByRole('option', { name: 'Azure Database for PostgreSQL flexible servers' }).click();
    await this.pane().getByRole('button', { name: 'Continue' }).click();
    return new ConfigureBackupPage(this.page);
  }
}
