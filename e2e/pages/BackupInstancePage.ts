import type { Page } from '@playwright/test';

/** A backup instance: its commands, its jobs and its restore points. */
export class BackupInstancePage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The address of the instance with this id. */
  static readonly path = (instanceId: string): string => {
    const [vaultId = '', name = ''] = instanceId.split('/backupInstances/');
    return `/vaults/${encodeURIComponent(vaultId)}/instances/${encodeURIComponent(name)}`;
  };

  readonly heading = (name: string) => this.page.getByRole('heading', { level: 1, name });
  readonly command = (name: string) => this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  readonly pane = (title = 'Backup Now') => this.page.getByRole('dialog', { name: title });
  readonly restorePoints = () => this.page.getByRole('table', { name: 'Restore points' });
  /** The restore points that a rule keeps. */
  readonly pointsOf = (rule: string) =>
    this.restorePoints()
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell', { name: rule, exact: true }) });
  readonly essentials = () => this.page.getByRole('region', { name: 'Essentials' });
  /** How many jobs of an operation have a status, in the tile of the last seven days. */
  readonly jobs = (operation: string, status: string) =>
    this.page
      .getByRole('table', { name: 'Jobs by operation and status' })
      .getByRole('link', { name: new RegExp(`^\\d+ ${operation} ${status}$`) });

  /** Starts a backup that is kept by the given retention rule. */
  async backUpNow(rule: RegExp): Promise<void> {
    await this.command('Backup Now').click();
    await this.pane().getByRole('radio', { name: rule }).check();
    await this.pane().getByRole('button', { name: 'Backup now' }).click();
  }

  /** Opens the newest job from the pane of notifications: its toast is there for some seconds only. */
  async openNewestJob(): Promise<void> {
    await this.page.getByRole('button', { name: /^Notifications/ }).click();
    const news = this.page.getByRole('dialog', { name: 'Notifications' }).getByRole('listitem').first();
    await news.getByRole('link', { name: 'View job' }).click();
  }

  async stop(retention: 'Retain forever' | 'Retain as per policy'): Promise<void> {
    await this.command('Stop Backup').click();
    await this.pane('Stop Backup').getByRole('radio', { name: retention }).check();
    await this.pane('Stop Backup').getByRole('button', { name: 'Stop backup' }).click();
  }

  async resume(): Promise<void> {
    await this.command('Resume Backup').click();
    await this.pane('Resume Backup').getByRole('button', { name: 'Resume backup' }).click();
  }

  async changePolicy(name: string): Promise<void> {
    await this.command('Edit backup instance').click();
    const pane = this.pane('Edit backup instance');
    await pane.getByRole('combobox', { name: 'Policy' }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
    await pane.getByRole('button', { name: 'Apply' }).click();
  }

  async undelete(): Promise<void> {
    await this.command('UnDelete').click();
    await this.pane('Undelete').getByRole('button', { name: 'Undelete' }).click();
  }
}
