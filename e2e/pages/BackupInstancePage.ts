import type { Page } from '@playwright/test';

/** A backup instance: its commands, its jobs and its restore points. */
export class BackupInstancePage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly command = (name: string) => this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  readonly pane = () => this.page.getByRole('dialog', { name: 'Backup Now' });
  readonly restorePoints = () => this.page.getByRole('table', { name: 'Restore points' });
  readonly essentials = () => this.page.getByRole('region', { name: 'Essentials' });

  /** Starts a backup that is kept by the given retention rule, and follows the link to its job. */
  async backUpNow(rule: RegExp): Promise<void> {
    await this.command('Backup Now').click();
    await this.pane().getByRole('radio', { name: rule }).check();
    await this.pane().getByRole('button', { name: 'Backup now' }).click();
  }
}
