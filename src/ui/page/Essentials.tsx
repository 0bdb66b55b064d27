import { Button, Link, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useId, useState, type ReactNode } from 'react';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';

const JsonPane = loadedWhenShown(async () => (await import('#ui/pane/JsonPane.tsx')).JsonPane);

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between' },
  toggle: { paddingInline: '0', fontWeight: tokens.fontWeightSemibold, minWidth: 'auto' },
  list: {
    display: 'grid',
    // Two columns, 550 apart in the portal; one when there is no room for them.
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(400px, 100%), 1fr))',
    maxWidth: '1100px',
    margin: '0',
  },
  pair: {
    display: 'flex',
    minHeight: '28px',
    alignItems: 'baseline',
    columnGap: tokens.spacingHorizontalS,
    minWidth: 0,
  },
  label: { width: '141px', flexShrink: 0, color: tokens.colorNeutralForeground2 }, // the portal's label column
  value: { margin: '0', minWidth: 0, overflowWrap: 'anywhere' },
});

interface EssentialsProps {
  facts: readonly { label: string; value: ReactNode }[];
  /** The resource as it came over the wire, behind **JSON View**. */
  json?: { title: string; value: unknown };
}

/** The most important facts about a resource, in two columns. */
export function Essentials({ facts, json }: EssentialsProps) {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(true);
  const [isJsonOpen, setJsonOpen] = useState(false);
  const listId = useId();
  return (
    <section aria-label="Essentials">
      <div className={styles.head}>
        <Button
          appearance="transparent"
          className={styles.toggle}
          icon={isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Essentials
        </Button>
        {json && (
          <>
            <Link
              as="button"
              onClick={() => {
                setJsonOpen(true);
              }}
            >
              JSON View
            </Link>
            {isJsonOpen && (
              <JsonPane
                {...json}
                onClose={() => {
                  setJsonOpen(false);
                }}
              />
            )}
          </>
        )}
      </div>
      <dl id={listId} className={styles.list} hidden={!isOpen} style={isOpen ? undefined : { display: 'none' }}>
        {facts.map((fact) => (
          <div key={fact.label} className={styles.pair}>
            <dt className={styles.label}>{fact.label}</dt>
            <span aria-hidden="true">:</span>
            <dd className={styles.value}>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
