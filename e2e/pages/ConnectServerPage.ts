import type { Page } from '@playwright/test';

/** **Connect a server** and **Edit connection**, whose fields are the same. */
export class ConnectServerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly heading = () => this.page.getByRole('heading', { level: 1, name: 'Connect a server' });
  readonly field = (name: 'Server name' | 'Host' | 'Port' | 'User name') =>
    this.page.getByRole('textbox', { name: new RegExp(`^${name}`) });
  readonly password = () => this.page.getByRole('main').locator('input[autocomplete="new-password"]');
  readonly button = (name: 'Test connection' | 'Connect' | 'Save' | 'Cancel') =>
    this.page.getByRole('button', { name, exact: true });
  /** The result of the last test. */
  readonly result = () => this.page.getByRole('region', { name: /^The (connection works|server can be reached)/ });

  async choose(field: 'Resource group' | 'TLS mode' | 'Region', option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: new RegExp(`^${field}`) }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }
}
