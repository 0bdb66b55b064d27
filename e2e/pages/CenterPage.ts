import type { Page } from '@playwright/test';

/** The lists of Business Continuity Center. */
export class CenterPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes to another of its pages by the service menu. */
  async goTo(entry: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Business Continuity Center' })
      .getByRole('link', { name: entry })
      .click();
    await this.heading(entry).waitFor();
  }

  readonly heading = (entry: string) =>
    this.page.getByRole('heading', { level: 1, name: `Business Continuity Center | ${entry}`, exact: true });
  readonly table = (name: string) => this.page.getByRole('table', { name, exact: true });
  readonly row = (table: string, text: string | RegExp) =>
    this.table(table).locator('tbody').getByRole('row').filter({ hasText: text });
  readonly tile = (title: string) => this.page.getByRole('region', { name: title });
  readonly filter = (label: string) =>
    this.page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: new RegExp(`^${label} :`) });
  /** How many rows pass the filters, as the page shows it. */
  readonly count = () => this.page.getByRole('group', { name: 'Filters' }).getByRole('status');
  readonly dialog = (name: string | RegExp) => this.page.getByRole('dialog', { name });

  async filterBy(label: string, option: string): Promise<void> {
    await this.filter(label).click();
    await this.page.getByRole('menuitemradio', { name: option, exact: true }).click();
  }

  /** Chooses from the `…` at the end of a row. */
  async act(row: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `More actions for ${row}` }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}
