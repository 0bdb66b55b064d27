import type { Page } from '@playwright/test';

/** One backup policy: what it keeps, what it protects, and its deletion. */
export class BackupPolicyPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The address of a policy. */
  static readonly path = (vaultId: string, name: string) =>
    `/vaults/${encodeURIComponent(vaultId)}/policies/${encodeURIComponent(name)}`;

  readonly heading = (name: string) => this.page.getByRole('heading', { level: 1, name });
  readonly command = (name: string) =>
    this.page
      .getByRole('toolbar')
      .getByRole('button', { name, exact: true })
      .or(this.page.getByRole('toolbar').getByRole('link', { name, exact: true }));
  readonly rules = () => this.page.getByRole('table', { name: 'Retention rules' });
  readonly items = () => this.page.getByRole('table', { name: 'Associated items' });
  readonly preview = () => this.page.getByRole('region', { name: 'Retention preview' });
  readonly question = () => this.page.getByRole('alertdialog', { name: 'Delete backup policy' });
}
