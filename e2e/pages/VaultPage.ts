import type { Locator, Page } from '@playwright/test';

/** A Backup vault: its overview, and the pages of its service menu. */
export class VaultPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The address of one of its pages, such as `overview` or `properties`. */
  static readonly path = (vaultId: string, page = 'overview') => `/vaults/${encodeURIComponent(vaultId)}/${page}`;

  readonly heading = (name: string) => this.page.getByRole('heading', { level: 1, name });
  readonly essentials = () => this.page.getByRole('region', { name: 'Essentials' });
  readonly command = (name: string) => this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  readonly dialog = (name: string) => this.page.getByRole('dialog', { name });
  readonly question = (name: string) => this.page.getByRole('alertdialog', { name });

  /** Goes to another of its pages by the service menu. */
  async goTo(entry: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Backup vault' }).getByRole('link', { name: entry }).click();
    await this.page.getByRole('heading', { level: 1, name: titleOf(entry) }).waitFor();
  }

  /** A card of **Properties**. */
  readonly setting = (title: string) => this.page.getByRole('region', { name: title, exact: true });

  /** Opens the pane behind a card, changes it, and returns the pane. **Update** is not yet pressed. */
  async openSetting(title: string): Promise<Locator> {
    await this.setting(title).getByRole('button').click();
    return this.dialog(title);
  }

  readonly tagName = (at: number) => this.page.getByRole('textbox', { name: `Name of tag ${String(at)}` });
  readonly tagValue = (at: number) => this.page.getByRole('textbox', { name: `Value of tag ${String(at)}` });

  /** What prevents deleting it, line by line. */
  readonly hurdle = (text: string | RegExp) =>
    this.question('Delete Backup vault').getByRole('listitem').filter({ hasText: text });
  readonly confirmDelete = () =>
    this.question('Delete Backup vault').getByRole('button', { name: 'Delete', exact: true });
}

/** The title of its overview is the vault's name; the other pages add theirs. */
const titleOf = (entry: string): RegExp =>
  entry === 'Overview' ? /^[^|]+$/ : new RegExp(`\\| ${entry.replace(/[()]/g, '\\$&')}$`);
