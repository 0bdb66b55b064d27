import type { Locator, Page } from '@playwright/test';

/** The wizard. Its deeds are what a person does on each tab; what must be true stands in the specs. */
export class ConfigureBackupPage {
  static readonly path = '/configure-backup/basics';
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly heading = () => this.page.getByRole('heading', { level: 1, name: 'Configure Backup' });
  readonly tab = (name: string) => this.page.getByRole('tab', { name });
  readonly pane = (name: string) => this.page.getByRole('dialog', { name });
  readonly next = () => this.page.getByRole('button', { name: 'Next' });
  readonly command = (name: string) =>
    this.page.getByRole('toolbar', { name: 'Datasource commands' }).getByRole('button', { name });
  readonly configure = () => this.page.getByRole('button', { name: 'Configure backup', exact: true });
  readonly policy = () => this.page.getByRole('combobox', { name: 'Backup policy' });

  /** The row of a server in the grid of chosen datasources. */
  datasource(server: string): Locator {
    return this.page.getByRole('table', { name: 'Datasources' }).getByRole('row').filter({ hasText: server });
  }

  async openSelectVault(): Promise<void> {
    await this.page.getByRole('button', { name: 'Select vault' }).click();
  }

  async chooseVault(name: string): Promise<void> {
    await this.openSelectVault();
    const pane = this.pane('Select a Vault');
    await pane.getByRole('radio', { name: `Select ${name}` }).click();
    await pane.getByRole('button', { name: 'Select', exact: true }).click();
  }

  async choosePolicy(name: string): Promise<void> {
    await this.policy().click();
    await this.page.getByRole('option', { name }).click();
  }

  async addServers(...names: string[]): Promise<void> {
    await this.command('Add').click();
    const pane = this.pane('Select resources to backup');
    for (const name of names) await pane.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
    await pane.getByRole('button', { name: /^Select( \(|$)/ }).click();
  }

  /** From Basics to a Datasources tab with these servers. */
  async chooseUpToServers(vault: string, policy: string, ...servers: string[]): Promise<void> {
    await this.chooseVault(vault);
    await this.next().click();
    await this.choosePolicy(policy);
    await this.next().click();
    await this.addServers(...servers);
  }

  async tick(server: string): Promise<void> {
    await this.datasource(server).getByRole('checkbox').click();
  }

  /** Ticks the server, opens the plan and confirms it. */
  async assignMissingRoles(server: string): Promise<void> {
    await this.tick(server);
    await this.command('Assign missing roles').click();
    await this.pane('Grant missing permissions').getByRole('button', { name: 'Confirm' }).click();
  }
}
