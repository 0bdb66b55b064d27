import type { Page } from '@playwright/test';

/** **Locks** of a vault or a server. */
export class LocksPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly rows = () => this.page.getByRole('table', { name: 'Locks' }).getByRole('row');
  readonly pane = (title: 'Add lock' | 'Edit lock') => this.page.getByRole('dialog', { name: title });
  readonly question = () => this.page.getByRole('alertdialog', { name: 'Delete lock' });

  async add(name: string, type: 'Delete' | 'Read-only', notes: string): Promise<void> {
    await this.page.getByRole('toolbar').getByRole('button', { name: 'Add', exact: true }).click();
    await this.pane('Add lock').getByRole('textbox', { name: 'Lock name' }).fill(name);
    await this.pane('Add lock')
      .getByRole('radio', { name: new RegExp(`^${type}`) })
      .check();
    await this.pane('Add lock').getByRole('textbox', { name: 'Notes' }).fill(notes);
    await this.pane('Add lock').getByRole('button', { name: 'OK' }).click();
  }

  async delete(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `More actions for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Delete' }).click();
    await this.question().getByRole('button', { name: 'Yes' }).click();
  }
}
