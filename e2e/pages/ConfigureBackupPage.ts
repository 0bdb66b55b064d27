import type { Locator, Page } from '@playwright/test';

/** The wizard. Its actions are a person's actions on each tab; expectations are in the specs. */
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
    // Until it has closed it covers the next step.
    await pane.waitFor({ state: 'hidden' });
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
    await pane.waitFor({ state: 'hidden' });
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

  /** Ticks the server, opens the plan, chooses a scope other than the first, and confirms. */
  async assignMissingRoles(server: string, scope?: 'Resource' | 'Resource group' | 'Subscription'): Promise<void> {
    await this.tick(server);
    await this.command('Assign missing roles').click();
    const pane = this.pane('Grant missing permissions');
    if (scope !== undefined) await pane.getByRole('radio', { name: scope, exact: true }).click();
    await pane.getByRole('button', { name: 'Confirm' }).click();
  }

  /** Filters the servers by name, ticks all that match, and selects them. */
  async addMatching(text: string): Promise<void> {
    await this.command('Add').click();
    const pane = this.pane('Select resources to backup');
    await pane.getByRole('searchbox').fill(text);
    await pane.getByRole('checkbox', { name: /^Select all/ }).click();
    await pane.getByRole('button', { name: /^Select \(/ }).click();
  }

  /** The row of a server on the last tab. */
  reviewed(server: string): Locator {
    return this.page.getByRole('main').getByRole('row').filter({ hasText: server });
  }

  /** The address of a step with these choices; `day` is the mocks' scenario and speed. */
  static at(
    step: string,
    choices: { vault?: string; policy?: string; servers?: string[] },
    day: { scenario?: string; speed?: number } = {},
  ): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...choices, ...day })) {
      for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
    }
    return `/configure-backup/${step}?${search.toString()}`;
  }

  readonly notices = () => this.page.getByText('Some of your choices need attention');
  readonly strip = (text: string | RegExp) => this.page.getByRole('tabpanel').getByText(text);
  readonly retryFailed = () => this.page.getByRole('button', { name: /^Retry failed/ });
  readonly connectionLost = () => this.page.getByText(/The service can't be reached/);
  readonly askedToWait = () => this.page.getByText(/asked to wait/);

  /** Changes the mocks' scenario while the page runs. */
  async setScenario(scenario: string): Promise<void> {
    await this.page.evaluate(
      (detail) => dispatchEvent(new CustomEvent('backup-portal.scenario', { detail })),
      scenario,
    );
  }
}
