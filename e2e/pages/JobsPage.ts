import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

/** A list of jobs with its filters, and the pane beside it. */
export class JobsPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly rows = () => this.page.getByRole('table', { name: 'Jobs' }).locator('tbody').getByRole('row');
  readonly card = (status: string) =>
    this.page.getByRole('group', { name: 'Jobs by status' }).getByRole('button', { name: new RegExp(`${status}$`) });
  readonly pane = () => this.page.getByRole('dialog');
  readonly subTasks = () => this.pane().getByRole('table', { name: 'Sub tasks' });

  /** Opens the details of the first job in the list. */
  async openDetails(name: RegExp): Promise<void> {
    await this.rows().getByRole('link', { name }).first().click();
  }

  /** The text of the downloaded file. */
  async exported(): Promise<string> {
    const downloading = this.page.waitForEvent('download');
    await this.page.getByRole('toolbar').getByRole('button', { name: 'Export to CSV' }).click();
    return readFile(await (await downloading).path(), 'utf8');
  }
}
