import type { Page } from '@playwright/test';

/** One job, live while it runs. */
export class JobPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static readonly path = (jobId: string): string => `/bcc/jobs/${encodeURIComponent(jobId)}`;

  readonly cancel = () => this.page.getByRole('toolbar').getByRole('button', { name: 'Cancel job' });
  readonly question = () => this.page.getByRole('alertdialog', { name: 'Cancel job' });
  readonly essentials = () => this.page.getByRole('region', { name: 'Essentials' });
  readonly subTasks = () => this.page.getByRole('table', { name: 'Sub tasks' });
}
