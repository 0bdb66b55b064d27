import {
  makeStyles,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import { BeakerRegular } from '@fluentui/react-icons/svg/beaker';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { useSyncExternalStore } from 'react';
import type { Persona } from '#protocol/laboratory.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useSession } from '../sign-in/session.ts';
import { AccountButton } from './AccountButton.tsx';

const useStyles = makeStyles({
  description: { display: 'block', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  popover: {
    maxWidth: '340px', // two lines for each description
    zIndex: 20, // over the page, like the search results; panes are higher
  },
});

/** Personas, the laboratory, and signing out. Opens when it is mounted: it is loaded when its button is pressed. */
export function AccountMenu() {
  const styles = useStyles();
  const session = useSession();
  const { account, personas, become, signOut } = useSyncExternalStore(session.subscribe, session.state);
  const laboratory = useAddressPane('laboratory');
  return (
    <Menu
      defaultOpen
      inline
      checkedValues={{ persona: [account.id] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const [id] = checkedItems;
        if (id !== undefined) become?.(id);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <AccountButton />
      </MenuTrigger>
      <MenuPopover className={styles.popover}>
        <MenuList>
          {personas.length > 0 && <Personas personas={personas} />}
          {personas.length > 0 && <MenuDivider />}
          {session.laboratory && (
            <MenuItem icon={<BeakerRegular />} onClick={laboratory.open}>
              Laboratory
            </MenuItem>
          )}
          {signOut && (
            <MenuItem icon={<SignOutRegular />} onClick={signOut}>
              Sign out
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Personas({ personas }: { personas: readonly Persona[] }) {
  const styles = useStyles();
  return (
    <MenuGroup>
      <MenuGroupHeader>Work as</MenuGroupHeader>
      {personas.map((persona) => (
        <MenuItemRadio key={persona.id} name="persona" value={persona.id}>
          {persona.name}
          <span className={styles.description}>{persona.description}</span>
        </MenuItemRadio>
      ))}
    </MenuGroup>
  );
}
