import type { Page } from '@playwright/test';

/** The Restore wizard, and the page of the job that it starts. */
export class RestorePage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly heading = () => this.page.getByRole('heading', { level: 1, name: 'Restore', exact: true });
  readonly content = () => this.page.getByRole('tabpanel');
  readonly next = () => this.page.getByRole('button', { name: /^Next/ });
  readonly pane = (title: string) => this.page.getByRole('dialog', { name: title });
  readonly validate = () => this.validation().getByRole('button', { name: /^(Validate|Revalidate)$/ });
  readonly validation = () => this.page.getByRole('region', { name: 'Validation' });
  readonly restore = () => this.page.getByRole('button', { name: 'Restore', exact: true });

  readonly files = () => this.page.getByRole('table', { name: 'Restored files' }).getByRole('row');
  readonly databases = () => this.page.getByRole('table', { name: 'Restored databases' }).getByRole('row');
  readonly script = () => this.page.getByRole('region', { name: 'restore.sh' });

  async choose(field: string | RegExp, option: string): Promise<void> {
    await this.content().getByRole('combobox', { name: field }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** From Basics to the parameters, with the default restore point. */
  async goToParameters(): Promise<void> {
    await this.next().click();
    await this.page.getByText('(latest)').waitFor();
    await this.next().click();
  }

  /** Gives the vault's identity the missing role at the storage account. */
  async assignMissingRoles(): Promise<void> {
    await this.validation().getByRole('button', { name: 'Assign missing roles' }).click();
    await this.pane('Grant missing permissions').getByRole('button', { name: 'Confirm' }).click();
  }

  async chooseServer(name: string): Promise<void> {
    await this.content().getByRole('radio', { name: 'Restore to a PostgreSQL server' }).check();
    await this.choose(/^Target server/, name);
  }

  readonly targetName = (database: string) => this.page.getByRole('textbox', { name: `Restore ${database} as` });

  /** Restores `database` in the place of `target`, which is typed to confirm it. */
  async replace(database: string, target: string): Promise<void> {
    await this.targetName(database).fill(target);
    await this.page.getByRole('checkbox', { name: `Replace the database ${target}`, exact: true }).check();
    await this.page.getByRole('textbox', { name: `Type ${target} to confirm` }).fill(target);
  }
}
