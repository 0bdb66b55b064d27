import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useSearchParams } from 'react-router';
import { useAddress, type Address } from '#ui/page/address.ts';

type AccessTab = 'assignments' | 'roles';

const useStyles = makeStyles({
  // In line with the text below.
  tabs: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalMNudge})`, marginBlockEnd: tokens.spacingVerticalM },
});

/** The tab in the address: `?tab=roles`. */
export const tabIn = ({ get }: Pick<Address<'tab'>, 'get'>): AccessTab =>
  get('tab') === 'roles' ? 'roles' : 'assignments';

/** The id of a tab, which names its panel. */
export const tabIdOf = (tab: AccessTab): string => `access-tab-${tab}`;

/** **Role assignments** and **Roles**. Each has its own filters, so a tab's link drops those of the other. */
export function AccessTabs() {
  const styles = useStyles();
  const address = useAddress<'tab'>();
  const [, setParams] = useSearchParams();
  return (
    <TabList
      className={styles.tabs}
      aria-label="Access control"
      selectedValue={tabIn(address)}
      onTabSelect={(_, { value }) => {
        setParams(value === 'roles' ? { tab: 'roles' } : {});
      }}
    >
      <Tab id={tabIdOf('assignments')} value="assignments">
        Role assignments
      </Tab>
      <Tab id={tabIdOf('roles')} value="roles">
        Roles
      </Tab>
    </TabList>
  );
}
