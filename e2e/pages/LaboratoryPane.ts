import { expect, type Page } from '@playwright/test';
import { DAY_MS } from '#protocol/time-units.ts';

const LEAPS = { 'A day ahead': 1, 'A week ahead': 7, 'A year ahead': 365 };
type Leap = keyof typeof LEAPS;

/** The pane behind **Laboratory** in the account menu of the mocks. */
export class LaboratoryPane {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly account = () => this.page.getByRole('button', { name: /^Account:/ });
  readonly pane = () => this.page.getByRole('dialog', { name: 'Laboratory' });
  readonly leap = (name: Leap) => this.pane().getByRole('button', { name });
  readonly scenario = (name: string) => this.pane().getByRole('radio', { name });
  readonly speed = (name: string) => this.pane().getByRole('radio', { name, exact: true });
  readonly persona = () => this.pane().getByRole('combobox', { name: 'Work as' });
  readonly estate = () => this.pane().getByRole('combobox', { name: 'Estate' });

  async open(): Promise<void> {
    // A new page takes the focus, which closes a menu that was open before.
    await expect(this.page.getByRole('main').getByRole('link').first()).toBeVisible();
    await this.account().click();
    await this.page.getByRole('menuitem', { name: 'Laboratory' }).click();
    await expect(this.pane()).toBeVisible();
  }

  async close(): Promise<void> {
    await this.pane().getByRole('button', { name: 'Close' }).last().click();
    await expect(this.pane()).toBeHidden();
  }

  /** Moves time ahead, and waits until it has arrived. */
  async move(name: Leap): Promise<void> {
    const time = async () => Date.parse((await this.pane().locator('time').getAttribute('datetime')) ?? '');
    const before = await time();
    await this.leap(name).click();
    await expect
      .poll(async () => (await time()) - before, { timeout: 90_000 })
      .toBeGreaterThanOrEqual(LEAPS[name] * DAY_MS);
    await expect(this.leap(name)).toBeVisible();
  }

  /** Confirms or declines the question before a world is discarded. */
  async confirm(question: string): Promise<void> {
    await expect(this.pane().getByText(question)).toBeVisible();
    await this.pane().getByRole('button', { name: 'Start over' }).click();
  }
}
