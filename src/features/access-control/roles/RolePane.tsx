import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';

const useStyles = makeStyles({
  heading: {
    margin: `${tokens.spacingVerticalXL} 0 0`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
  },
  list: {
    listStyleType: 'none',
    margin: `${tokens.spacingVerticalS} 0 0`,
    padding: '0',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    overflowWrap: 'anywhere',
  },
  intro: { margin: `0 0 ${tokens.spacingVerticalL}` },
});

interface RolePaneProps {
  role: RoleDefinition;
  typeText: string;
  onClose: () => void;
}

/** What one role allows, and where it can be assigned. */
export function RolePane({ role, typeText, onClose }: RolePaneProps) {
  const styles = useStyles();
  const { roleName, description, permissions, assignableScopes } = role.properties;
  const all = (kind: 'actions' | 'notActions' | 'dataActions' | 'notDataActions') =>
    permissions.flatMap((permission) => permission[kind]);
  return (
    <ContextPane
      title={roleName}
      subtitle={typeText}
      open
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {description !== '' && <p className={styles.intro}>{description}</p>}
      <SummaryList
        heading="Role"
        facts={[
          {
            label: 'ID',
            value: (
              <>
                {role.name} <CopyButton text={role.name} label="Copy ID" />
              </>
            ),
          },
          { label: 'Type', value: typeText },
        ]}
      />
      <Lines heading="Actions" lines={all('actions')} none="None." />
      <Lines heading="Not actions" lines={all('notActions')} />
      <Lines heading="Data actions" lines={all('dataActions')} />
      <Lines heading="Not data actions" lines={all('notDataActions')} />
      <Lines heading="Assignable scopes" lines={assignableScopes} />
    </ContextPane>
  );
}

/** Empty lists are left out, unless that means something. */
function Lines({ heading, lines, none }: { heading: string; lines: readonly string[]; none?: string }) {
  const styles = useStyles();
  const headingId = useId();
  if (lines.length === 0 && none === undefined) return null;
  return (
    <section aria-labelledby={headingId}>
      <h3 id={headingId} className={styles.heading}>
        {heading}
      </h3>
      {lines.length === 0 ? (
        <p>{none}</p>
      ) : (
        <ul className={styles.list}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
